package io.paymentdone.notification.stream;

import io.paymentdone.events.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Id of a server-sent event, which contains the position of its stream: {@code partition-offset} of
 * the last entry, or a comma-separated list if a foreign partitioner spread a user over several
 * partitions; {@code none} before the first entry.
 *
 * @param offsets offset of the last entry by partition; absent or negative for a partition without
 *     entries
 */
record EventId(Map<Integer, Long> offsets) {

  private static final String NONE = "none";
  private static final Pattern POSITION = Pattern.compile("([0-9]{1,5})-([0-9]{1,18})");

  /** Parses an id; returns null for an id that this service did not write. */
  static @Nullable EventId parse(String text) {
    Map<Integer, Long> offsets = new HashMap<>();
    POSITION
        .matcher(text)
        .results()
        .forEach(position ->
            offsets.put(Integer.parseInt(position.group(1)), Long.parseLong(position.group(2))));
    EventId id = new EventId(offsets);
    // Invalid parts and repeated partitions are lost in parsing, so the text differs.
    boolean written =
        id.toString().equals(text)
            && offsets.keySet().stream().allMatch(partition -> partition < Topics.PARTITIONS);
    return written ? id : null;
  }

  @Override
  public String toString() {
    String positions =
        offsets.entrySet().stream()
            .filter(last -> last.getValue() >= 0)
            .sorted(Map.Entry.comparingByKey())
            .map(last -> last.getKey() + "-" + last.getValue())
            .collect(Collectors.joining(","));
    return positions.isEmpty() ? NONE : positions;
  }
}
