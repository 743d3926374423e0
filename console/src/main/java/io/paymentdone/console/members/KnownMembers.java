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

/** Whose events count: members that the coordinator names, or named lately. Not thread-safe. */
final class Roster {

  /** As long as ownership spans are kept: the events of a killed member belong to them. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private static final int MEMBERS_MAX = 2_000;
  private static final int WAITING_MAX = 256;

  /** Of one member that is not named yet: it assigns, and then tells five times a second. */
  private static final int WAITING_EACH_MAX = 32;

  /** The coordinator is asked each second, and answers within three. */
  private static final Duration WAITING_MOST = Duration.ofSeconds(10);

  private final Map<String, Instant> named = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<MemberSign> waiting = new ArrayDeque<>();
  private boolean looked;

  /** Whether an event counts; if not yet, it may when the coordinator has been asked again. */
  boolean admits(MemberSign sign) {
    String memberId = sign.event().memberId();
    if (!looked || named.containsKey(memberId)) {
      return true;
    }
    long already =
        waiting.stream().filter(other -> other.event().memberId().equals(memberId)).count();
    if (already < WAITING_EACH_MAX) {
      waiting.add(sign);
      if (waiting.size() > WAITING_MAX) {
        waiting.removeFirst();
      }
    }
    return false;
  }

  /** Takes the coordinator's view in; those that waited and count now, in their order. */
  List<MemberSign> observe(Set<String> memberIds, Instant at) {
    looked = true;
    memberIds.forEach(id -> named.put(id, at));
    named.values().removeIf(seen -> seen.isBefore(at.minus(KEPT)));
    while (named.size() > MEMBERS_MAX) {
      named.remove(named.keySet().iterator().next());
    }
    List<MemberSign> admitted = new ArrayList<>();
    waiting.removeIf(sign -> {
      boolean known = named.containsKey(sign.event().memberId());
      if (known) {
        admitted.add(sign);
      }
      return known || sign.at().isBefore(at.minus(WAITING_MOST));
    });
    return admitted;
  }
}
