package io.paymentdone.console.members;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of one group that the coordinator reports, or reported lately: only their events are
 * accepted. Not thread-safe.
 */
final class KnownMembers {

  /** As long as ownership spans are kept: the events of a killed member belong to them. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private static final int MEMBERS_MAX = 2_000;
  private static final int WAITING_MAX = 256;

  /** Events of one member that wait: its assignment, then progress five times a second. */
  private static final int WAITING_EACH_MAX = 32;

  /** The coordinator is polled each second and answers within three. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final Map<String, Instant> reported = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<GroupEventRecord> waiting = new ArrayDeque<>();
  private boolean polled;

  /** Whether an event is accepted now; if not, the event waits for the next poll. */
  boolean admits(GroupEventRecord record) {
    String memberId = record.event().memberId();
    if (!polled || reported.containsKey(memberId)) {
      return true;
    }
    long already =
        waiting.stream().filter(other -> other.event().memberId().equals(memberId)).count();
    if (already < WAITING_EACH_MAX) {
      waiting.add(record);
      if (waiting.size() > WAITING_MAX) {
        waiting.removeFirst();
      }
    }
    return false;
  }

  /** Applies an answer of the coordinator; returns the waiting events that are accepted now. */
  List<GroupEventRecord> onPoll(Set<String> memberIds, Instant at) {
    polled = true;
    memberIds.forEach(id -> reported.put(id, at));
    reported.values().removeIf(seen -> seen.isBefore(at.minus(KEPT)));
    while (reported.size() > MEMBERS_MAX) {
      reported.remove(reported.keySet().iterator().next());
    }
    List<GroupEventRecord> admitted = new ArrayList<>();
    waiting.removeIf(record -> {
      boolean known = reported.containsKey(record.event().memberId());
      if (known) {
        admitted.add(record);
      }
      return known || record.at().isBefore(at.minus(WAIT_MAX));
    });
    return admitted;
  }
}
