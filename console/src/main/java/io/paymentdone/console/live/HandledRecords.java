package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.events.Topics;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which records members have handled, from the events that they publish, and which of them a second
 * member handled again: those that the first had not committed when it lost the partition. An event
 * may be missing; then less is known, and nothing untrue. Not thread-safe.
 */
final class HandledRecords {

  /** Members of one partition whose last records are known. */
  private static final int MEMBERS_MAX = 8;

  private final Map<Integer, State> partitions = new TreeMap<>();

  /**
   * How far a partition is handled.
   *
   * @param memberId the member that reported last
   * @param next offset behind the last record that it handled
   * @param again what a second member handled again, the last time that this happened; null if
   *     nothing is known of it
   */
  record Handled(int partition, String memberId, long next, @Nullable Again again) {}

  /**
   * Records that two members handled.
   *
   * @param from offset of the first such record
   * @param to offset of the last such record
   * @param first client id of the member that handled them before
   * @param second client id of the member that handled them again
   * @param at when the second one reported it
   */
  record Again(long from, long to, String first, String second, Instant at) {}

  /** Consecutive records that one member handled. */
  private record Run(String memberId, String clientId, long from, long to) {}

  /** The runs of one partition by member id, the last reported at the end. */
  private static final class State {
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private String memberId = "";
    private long next;
    private @Nullable Again again;

    void add(Run reported, Instant at) {
      Run before = runs.remove(reported.memberId());
      Run run =
          before != null && before.to() + 1 == reported.from()
              ? new Run(reported.memberId(), reported.clientId(), before.from(), reported.to())
              : reported;
      for (Run other : runs.values()) {
        long from = Math.max(other.from(), run.from());
        long to = Math.min(other.to(), run.to());
        if (from <= to && !isKnown(from, to)) {
          again = new Again(from, to, other.clientId(), run.clientId(), at);
        }
      }
      runs.put(run.memberId(), run);
      if (runs.size() > MEMBERS_MAX) {
        runs.remove(runs.keySet().iterator().next());
      }
      memberId = run.memberId();
      next = run.to() + 1;
    }

    private boolean isKnown(long from, long to) {
      return again != null && again.from() <= from && to <= again.to();
    }
  }

  /** Applies an event of a member. */
  void onEvent(GroupEventRecord record) {
    for (PartitionProgress progress : record.event().partitions()) {
      Long last = progress.lastOffset();
      if (last != null && progress.count() > 0) {
        // Offsets without a record make the first one lower than that, never higher.
        long from = last - progress.count() + 1;
        partitions
            .computeIfAbsent(progress.partition(), partition -> new State())
            .add(
                new Run(record.event().memberId(), record.event().clientId(), from, last),
                record.at());
      }
    }
  }

  /** What is known at an answer of the coordinator, by partition. */
  List<Handled> at(GroupDetails group) {
    if (!group.topic().equals(Topics.PAYMENT_DONE)) {
      return List.of();
    }
    List<Handled> handled = new ArrayList<>();
    for (GroupDetails.Partition partition : group.partitions()) {
      State state = partitions.get(partition.partition());
      if (state != null && partition.end() < state.next) {
        // The topic was recreated, and its offsets are those of other records.
        partitions.remove(partition.partition());
      } else if (state != null) {
        handled.add(new Handled(partition.partition(), state.memberId, state.next, state.again));
      }
    }
    return handled;
  }
}
