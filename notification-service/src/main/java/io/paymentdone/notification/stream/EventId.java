package io.paymentdone.notification.stream;

import io.paymentdone.events.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Id of a server-sent event: how far its stream has come. It is {@code partition-offset} of the
 * last entry; with commas one for each partition that has entries, where a foreign partitioner gave
 * a user more than one; {@code none} before the first entry.
 *
 * @param offsets of the last entry of each partition; nothing or a negative one for a partition
 *     without entries
 */
record EventId(Map<Integer, Long> offsets) {

  private static final String NONE = "none";
  private static final Pattern PLACE = Pattern.compile("([0-9]{1,5})-([0-9]{1,18})");

  /** Reads an id; null unless this service wrote it. */
  static @Nullable EventId parse(String text) {
    Map<Integer, Long> offsets = new HashMap<>();
    PLACE
        .matcher(text)
        .results()
        .forEach(
            place -> offsets.put(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2))));
    EventId id = new EventId(offsets);
    // What is no place, or a place twice, does not come back as it was.
    boolean written =
        id.toString().equals(text)
            && offsets.keySet().stream().allMatch(partition -> partition < Topics.PARTITIONS);
    return written ? id : null;
  }

  @Override
  public String toString() {
    String places =
        offsets.entrySet().stream()
            .filter(last -> last.getValue() >= 0)
            .sorted(Map.Entry.comparingByKey())
            .map(last -> last.getKey() + "-" + last.getValue())
            .collect(Collectors.joining(","));
    return places.isEmpty() ? NONE : places;
  }
}
