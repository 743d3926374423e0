package io.paymentdone.faults.check;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * I5 for deliveries of one kind, by the two figures that receivers check themselves and by the
 * feed: every entry comes once, each user's in order.
 */
public final class LaneCheck {

  private final Map<String, List<Taken>> lanes = new HashMap<>();
  private final Map<UUID, Instant> times = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  /**
   * A delivery that a receiver has accepted.
   *
   * @param sequence place in the user's lane, from 1
   * @param previousId entry of the delivery before it; null for the first
   */
  public record Taken(
      UUID entryId, String userId, long sequence, @Nullable UUID previousId, Instant at) {

    boolean follows(@Nullable Taken last) {
      return last == null
          ? sequence == 1 && previousId == null
          : sequence == last.sequence + 1 && last.entryId.equals(previousId);
    }
  }

  /** Adds what a receiver has accepted, in the order in which it did. */
  public synchronized void take(Taken delivery) {
    if (times.putIfAbsent(delivery.entryId(), delivery.at()) != null) {
      violations.add(delivery.userId() + " got entry " + delivery.entryId() + " again");
      return;
    }
    List<Taken> lane = lanes.computeIfAbsent(delivery.userId(), _ -> new ArrayList<>());
    Taken last = lane.isEmpty() ? null : lane.getLast();
    if (!delivery.follows(last)) {
      violations.add(
          delivery.userId()
              + " got sequence "
              + delivery.sequence()
              + " after "
              + (last == null ? 0 : last.sequence())
              + ", entry "
              + delivery.previousId()
              + " named as the one before it");
    }
    lane.add(delivery);
  }

  /** Whether all these entries have come. */
  public synchronized boolean hasAll(List<DueEntry> due) {
    return due.stream().allMatch(entry -> times.containsKey(entry.id()));
  }

  /**
   * What was seen against I5, for people.
   *
   * @param due all that must have come by now, each user's in the order of the feed
   */
  public synchronized List<String> violations(List<DueEntry> due) {
    List<String> all = new ArrayList<>(violations);
    due.stream()
        .collect(groupingBy(DueEntry::userId, mapping(DueEntry::id, toList())))
        .forEach((user, feed) -> {
          Set<UUID> ids = Set.copyOf(feed);
          List<UUID> lane =
              lanes.getOrDefault(user, List.of()).stream()
                  .map(Taken::entryId)
                  .filter(ids::contains)
                  .toList();
          if (lane.size() < feed.size()) {
            all.add(user + " got " + lane.size() + " of " + feed.size() + " entries");
          } else if (!lane.equals(feed)) {
            all.add(user + " got the entries in another order than the feed has");
          }
        });
    return all;
  }

  /**
   * Times from feed entry to receiver, the shortest first; entries that have not come are left out.
   */
  public synchronized List<Duration> lags(List<DueEntry> due) {
    return due.stream()
        .filter(entry -> times.containsKey(entry.id()))
        .map(entry -> Duration.between(entry.receivedAt(), requireNonNull(times.get(entry.id()))))
        .sorted()
        .toList();
  }
}
