package io.paymentdone.faults.check;

import io.paymentdone.events.GroupEvent;
import io.paymentdone.events.PartitionProgress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the members of the group report they have handled. The feed cannot show a redelivery: it
 * stores a record once.
 *
 * @param reported records that a member reports it has handled, each counted once
 * @param redelivered how often one of them was handled beyond that
 * @param unreported records between them that no member reports: skipped, or the member's event is
 *     missing, for these are sent at most once
 */
public record Deliveries(long reported, long redelivered, long unreported) {

  /** Sums up group events that follow one another. */
  public static Deliveries of(List<GroupEvent> events) {
    Map<Integer, List<Run>> runs =
        events.stream()
            .flatMap(event -> event.partitions().stream())
            .filter(progress -> progress.count() > 0)
            .collect(
                Collectors.groupingBy(
                    PartitionProgress::partition,
                    Collectors.mapping(Run::of, Collectors.toList())));
    return runs.values().stream()
        .map(Deliveries::ofPartition)
        .reduce(new Deliveries(0, 0, 0), Deliveries::plus);
  }

  private static Deliveries ofPartition(List<Run> runs) {
    List<Run> sorted = runs.stream().sorted(Comparator.comparingLong(Run::first)).toList();
    long next = sorted.getFirst().first();
    long reported = 0;
    long redelivered = 0;
    long unreported = 0;
    for (Run run : sorted) {
      unreported += Math.max(0, run.first() - next);
      redelivered += Math.max(0, Math.min(next, run.end()) - run.first());
      reported += Math.max(0, run.end() - Math.max(next, run.first()));
      next = Math.max(next, run.end());
    }
    return new Deliveries(reported, redelivered, unreported);
  }

  private Deliveries plus(Deliveries other) {
    return new Deliveries(
        reported + other.reported, redelivered + other.redelivered, unreported + other.unreported);
  }

  /** Whether no record came twice, and enough records were reported to say so. */
  public boolean areSingle() {
    // One event covers some 200 ms; a few may be missing.
    return redelivered == 0 && reported > 0 && unreported <= reported / 20;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d records, %d redelivered, %d unreported",
        reported,
        redelivered,
        unreported);
  }

  /** Offsets are consecutive: no producer writes the topic in transactions here. */
  private record Run(long first, long end) {
    static Run of(PartitionProgress progress) {
      Long last = progress.lastOffset();
      if (last == null) {
        throw new IllegalArgumentException("records without an offset: " + progress);
      }
      return new Run(last - progress.count() + 1, last + 1);
    }
  }
}
