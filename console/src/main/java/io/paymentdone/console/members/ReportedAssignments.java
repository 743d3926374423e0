package io.paymentdone.console.members;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator of one group reports, or reported within the last seconds: its members, and
 * which partitions it assigns to each. An event is accepted as far as the coordinator confirms it;
 * the rest waits for a later answer, and is then accepted or rejected. Not thread-safe.
 *
 * <p>The coordinator does not report a partition that its owner is giving up. The last reported
 * owner of a partition is therefore confirmed until another one is reported.
 */
final class ReportedAssignments {

  /** Longer than the coordinator's answers are apart, while no page shows the group. */
  private static final Duration LATELY = Duration.ofSeconds(15);

  /** A page cannot show groups with more members. */
  private static final int MEMBERS_MAX = 2_000;

  private static final int WAITING_MAX = 256;

  /** Events of one member that wait: its assignment, then progress five times a second. */
  private static final int WAITING_EACH_MAX = 32;

  /** The coordinator is polled each second and answers within three. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final Map<String, Reported> members = new HashMap<>();
  private final Map<Assignment, Instant> assignments = new HashMap<>();
  private final Map<Integer, String> lastOwners = new HashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long rejected;

  private record Reported(String clientId, Instant at) {}

  private record Assignment(String memberId, int partition) {}

  private record Waiting(GroupEventRecord record, Instant since) {}

  /**
   * The part of an event that the coordinator confirms, with the client id that it reports; null if
   * it confirms none.
   */
  @Nullable GroupEventRecord confirmed(GroupEventRecord record) {
    GroupEvent event = record.event();
    Reported member = members.get(event.memberId());
    if (member == null) {
      return null;
    }
    List<PartitionProgress> known = partitions(event, p -> isAssigned(event.memberId(), p));
    return known.isEmpty() && !event.partitions().isEmpty()
        ? null
        : with(record, member.clientId(), known);
  }

  /** Keeps the part of an event that the coordinator does not confirm until a later answer. */
  void hold(GroupEventRecord record, Instant now) {
    GroupEventRecord rest = unconfirmed(record);
    if (rest == null) {
      return;
    }
    String memberId = rest.event().memberId();
    long already =
        waiting.stream().filter(one -> one.record().event().memberId().equals(memberId)).count();
    if (already >= WAITING_EACH_MAX) {
      rejected++;
      return;
    }
    waiting.add(new Waiting(rest, now));
    if (waiting.size() > WAITING_MAX) {
      waiting.removeFirst();
      rejected++;
    }
  }

  /** Whether the coordinator reports the member of an event, but not all of its partitions. */
  boolean contradicts(GroupEventRecord record) {
    return members.containsKey(record.event().memberId()) && unconfirmed(record) != null;
  }

  private @Nullable GroupEventRecord unconfirmed(GroupEventRecord record) {
    GroupEvent event = record.event();
    if (!members.containsKey(event.memberId())) {
      return record;
    }
    List<PartitionProgress> rest = partitions(event, p -> !isAssigned(event.memberId(), p));
    return rest.isEmpty() ? null : with(record, event.clientId(), rest);
  }

  private boolean isAssigned(String memberId, int partition) {
    return memberId.equals(lastOwners.get(partition))
        || assignments.containsKey(new Assignment(memberId, partition));
  }

  private static List<PartitionProgress> partitions(GroupEvent event, IntPredicate accepted) {
    return event.partitions().stream()
        .filter(progress -> accepted.test(progress.partition()))
        .toList();
  }

  private static GroupEventRecord with(
      GroupEventRecord record, String clientId, List<PartitionProgress> partitions) {
    GroupEvent event = record.event();
    return new GroupEventRecord(
        new GroupEvent(
            event.kind(), event.groupId(), event.memberId(), clientId, partitions, event.trouble()),
        record.at());
  }

  /**
   * Applies an answer of the coordinator; returns the parts of waiting events that it confirms.
   *
   * @param group null if the group does not exist
   */
  List<GroupEventRecord> onPoll(@Nullable GroupDetails group, Instant at) {
    if (group != null) {
      group.members().stream().limit(MEMBERS_MAX).forEach(member -> add(member, at));
    }
    Instant oldest = at.minus(LATELY);
    members.values().removeIf(member -> member.at().isBefore(oldest));
    assignments.values().removeIf(seen -> seen.isBefore(oldest));
    lastOwners.values().retainAll(members.keySet());
    return admit(at);
  }

  private void add(Member member, Instant at) {
    members.put(member.memberId(), new Reported(member.clientId(), at));
    for (int partition : member.partitions()) {
      assignments.put(new Assignment(member.memberId(), partition), at);
      lastOwners.put(partition, member.memberId());
    }
    List<Integer> target = member.target();
    if (target != null) {
      target.forEach(p -> assignments.put(new Assignment(member.memberId(), p), at));
    }
  }

  private List<GroupEventRecord> admit(Instant at) {
    List<GroupEventRecord> admitted = new ArrayList<>();
    List<Waiting> held = List.copyOf(waiting);
    waiting.clear();
    for (Waiting one : held) {
      GroupEventRecord known = confirmed(one.record());
      if (known != null) {
        admitted.add(known);
      }
      GroupEventRecord rest = unconfirmed(one.record());
      if (rest == null) {
        continue;
      }
      if (one.since().isBefore(at.minus(WAIT_MAX))) {
        rejected++;
      } else {
        waiting.add(new Waiting(rest, one.since()));
      }
    }
    return admitted;
  }

  /** The events, or parts of events, rejected since the last call. */
  long drainRejected() {
    long count = rejected;
    rejected = 0;
    return count;
  }
}
