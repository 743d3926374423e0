package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabGroup.View;
import io.paymentdone.console.lab.LabMember.Ending;
import io.paymentdone.console.lab.LabState.ConsumerState;
import io.paymentdone.console.lab.MemberProgress.Range;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The consumers of a lab, by number: those that are up, and those that the group still knows. */
final class LabMembers {

  static final int UP_MAX = 6;

  /** Of those that have ended, the newest are shown. */
  static final int DEAD_MAX = 12;

  /** One that has just joined may be missing in the view. */
  private static final Duration SHOWN_MIN = Duration.ofSeconds(2);

  private final String id;
  private final boolean fixed;
  private final LabEvents events;
  private final BiFunction<Integer, String, LabMember> factory;
  private final TreeMap<Integer, LabMember> members = new TreeMap<>();
  private boolean closed;

  /**
   * No consumer yet.
   *
   * @param fixed whether a new consumer may take the place of a killed one
   * @param factory makes a consumer of its number and client id, not started
   */
  LabMembers(
      String id, boolean fixed, LabEvents events, BiFunction<Integer, String, LabMember> factory) {
    this.id = id;
    this.fixed = fixed;
    this.events = events;
    this.factory = factory;
  }

  /** Starts one more consumer, with the lowest free number. */
  synchronized LabMember add() {
    if (closed || up().size() >= UP_MAX) {
      throw ProblemException.of(
          ProblemCode.TOO_MANY_CONSUMERS,
          closed ? "The lab ends." : "A lab has at most " + UP_MAX + " consumers; stop one first.");
    }
    int n = 1;
    while (isTaken(members.get(n))) {
      n++;
    }
    LabMember added = factory.apply(n, LabTopic.clientId(id, n));
    added.start();
    members.put(n, added);
    forgetTheOldestDead();
    return added;
  }

  /** Whoever kills and starts on and on is faster than the sessions of the killed time out. */
  private void forgetTheOldestDead() {
    List<LabMember> dead =
        members.values().stream()
            .filter(member -> !member.isUp())
            .sorted(Comparator.comparing(LabMember::endingFor))
            .toList();
    dead.stream().skip(DEAD_MAX).forEach(member -> members.remove(member.n()));
  }

  /** Client ids are unique in a lab, and a static member takes over the one of a killed one. */
  private boolean isTaken(@Nullable LabMember member) {
    return member != null && (member.isUp() || !fixed);
  }

  /** Those that have not ended. */
  synchronized List<LabMember> up() {
    return members.values().stream().filter(LabMember::isUp).toList();
  }

  /** The consumer of the number; throws a 404 problem unless it is up. */
  synchronized LabMember find(int n) {
    LabMember member = members.get(n);
    if (member == null || !member.isUp()) {
      throw ProblemException.of(
          ProblemCode.NOT_FOUND, "No consumer with the number " + n + " is up.");
    }
    return member;
  }

  /** Tells each consumer what the coordinator says, and drops those that the group is without. */
  synchronized void seen(View view) {
    List<LabMember> gone = new ArrayList<>();
    for (LabMember member : members.values()) {
      boolean isMember = view.owned().containsKey(member.clientId());
      member.seen(isMember);
      if (!isMember && !member.isUp() && member.endingFor().compareTo(SHOWN_MIN) > 0) {
        gone.add(member);
      }
    }
    for (LabMember member : gone) {
      members.remove(member.n());
      Ending how = member.ending();
      if (how != null && how.isKill()) {
        events.add(
            "consumer " + member.n() + " is removed from the group: its session has timed out");
      }
    }
  }

  synchronized List<ConsumerState> states(View view) {
    return members.values().stream()
        .map(member -> member.state(view.owned().getOrDefault(member.clientId(), List.of())))
        .toList();
  }

  /** The owner of each partition: as consumers know that are up, else as the group does. */
  synchronized Map<Integer, Integer> owners(View view) {
    Map<Integer, Integer> owners = new HashMap<>();
    for (LabMember member : members.values()) {
      if (!member.isUp()) {
        view.owned()
            .getOrDefault(member.clientId(), List.of())
            .forEach(partition -> owners.put(partition, member.n()));
      }
    }
    for (LabMember member : members.values()) {
      member.partitions().forEach(partition -> owners.put(partition, member.n()));
    }
    return owners;
  }

  synchronized List<Range> inHand() {
    return members.values().stream().flatMap(member -> member.inHand().stream()).toList();
  }

  /** Ends all consumers, and waits for them within a time. */
  void close(Duration most) {
    List<LabMember> all;
    synchronized (this) {
      closed = true;
      all = up();
    }
    all.forEach(member -> member.end(Ending.LEAVE));
    long deadline = System.nanoTime() + most.toNanos();
    try {
      for (LabMember member : all) {
        Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        if (!member.join(left)) {
          member.interrupt();
        }
      }
    } catch (InterruptedException e) {
      all.forEach(LabMember::interrupt);
      Thread.currentThread().interrupt();
    }
  }
}
