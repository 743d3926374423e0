package io.paymentdone.console.rebalances;

import io.paymentdone.console.ownership.Owner;
import io.paymentdone.console.rebalances.Rebalance.Move;
import io.paymentdone.console.rebalances.Rebalance.Phase;
import io.paymentdone.console.rebalances.Rebalance.Step;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.console.rebalances.Rebalance.Unaffected;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A rebalance that has not ended, or whose figures are not all in. */
final class RebalanceInProgress {

  private static final int STEPS_MAX = 200;

  /** As the page names members of equal client ids. */
  private static final int NAME_END = 5;

  private final String id;
  private final String groupId;
  private final Instant startedAt;
  private final MembersView before;
  private final Map<Integer, Owner> ownersBefore;
  private final BooleanSupplier hasEvents;
  private final Map<Integer, Handover> handovers = new TreeMap<>();
  private final Map<Integer, Tally> tallies = new TreeMap<>();
  private final Map<String, Instant> removedAt = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  private MembersView latest;
  private @Nullable Instant endedAt;
  private boolean confirmed;

  /**
   * A rebalance that starts.
   *
   * @param hasEvents whether a member of the group has published group events, be it one that is
   *     gone: after all were killed, the first new member has not published its first one yet
   */
  RebalanceInProgress(
      String groupId,
      Instant startedAt,
      MembersView before,
      Map<Integer, Owner> ownersBefore,
      BooleanSupplier hasEvents) {
    this.id =
        groupId.replaceAll("[^A-Za-z0-9._-]", "_")
            + "-"
            + Long.toString(startedAt.toEpochMilli(), 36);
    this.groupId = groupId;
    this.startedAt = startedAt;
    this.before = before;
    this.latest = before;
    this.ownersBefore = Map.copyOf(ownersBefore);
    this.hasEvents = hasEvents;
  }

  /** A partition on its way from one owner to the next. */
  private static final class Handover {

    @Nullable Owner from;
    @Nullable Owner to;
    @Nullable Instant releasedAt;
    @Nullable Instant takenAt;
  }

  /** Records of one partition that were handled during the rebalance. */
  private static final class Tally {

    long records;
    long sinceTaken;
    @Nullable Long waitMillisMax;
  }

  Instant startedAt() {
    return startedAt;
  }

  /** The group before the rebalance. */
  MembersView before() {
    return before;
  }

  /** The group at the last poll of the coordinator. */
  MembersView latest() {
    return latest;
  }

  /** When the group was stable again; null while it is not. */
  @Nullable Instant endedAt() {
    return endedAt;
  }

  boolean isEnded() {
    return endedAt != null;
  }

  /** Whether the coordinator reports a change too: events of members alone are not a rebalance. */
  boolean isConfirmed() {
    return confirmed;
  }

  /**
   * The coordinator reports other members, another epoch or other owners.
   *
   * @param previousPoll when the coordinator was polled before
   */
  void onMembersChanged(MembersView observed, Instant at, Instant previousPoll) {
    MembersView previous = latest;
    latest = observed;
    observed
        .membersMissingFrom(previous)
        .forEach((memberId, clientId) -> addStep(at, name(memberId, clientId) + " joins"));
    previous
        .membersMissingFrom(observed)
        .forEach((memberId, clientId) -> {
          addStep(at, name(memberId, clientId) + " is no longer in the group");
          // It was still a member at the last poll: if the rebalance started after that poll, the
          // removal of this member started the rebalance.
          removedAt.put(memberId, startedAt.isAfter(previousPoll) ? startedAt : at);
        });
    confirmed = true;
  }

  /** The coordinator and the members agree again. */
  void onStable(Instant at) {
    endedAt = at;
    addStep(at, "stable");
  }

  /**
   * A partition lost its owner.
   *
   * @param announced whether the owner published the release; otherwise {@code at} is the time of
   *     its last event
   */
  void onReleased(int partition, Owner owner, Instant at, boolean announced) {
    Handover handover = handovers.computeIfAbsent(partition, p -> new Handover());
    if (handover.from == null) {
      handover.from = owner;
      handover.releasedAt = at;
    }
    handover.to = null;
    addStep(
        at,
        announced
            ? name(owner) + " gives up partition " + partition
            : "last event of " + name(owner) + ", the consumer of partition " + partition);
  }

  /** A partition got a new owner. */
  void onTaken(int partition, Owner owner, Instant at) {
    Handover handover = handovers.computeIfAbsent(partition, p -> new Handover());
    handover.to = owner;
    handover.takenAt = at;
    tally(partition).sinceTaken = 0;
    addStep(at, name(owner) + " takes over partition " + partition);
  }

  /** A member handled records of a partition. */
  void onProgress(PartitionProgress progress) {
    Tally tally = tally(progress.partition());
    tally.records += progress.count();
    tally.sinceTaken += progress.count();
    Long wait = progress.waitMillisMax();
    if (wait != null) {
      tally.waitMillisMax =
          tally.waitMillisMax == null ? wait : Long.valueOf(Math.max(wait, tally.waitMillisMax));
    }
  }

  private Tally tally(int partition) {
    return tallies.computeIfAbsent(partition, p -> new Tally());
  }

  private String name(Owner owner) {
    return name(owner.memberId(), owner.clientId());
  }

  /** The client id, with the end of the member id if several members have that client id. */
  private String name(String memberId, String clientId) {
    boolean shared =
        Stream.of(before, latest)
            .anyMatch(view -> Collections.frequency(view.members().values(), clientId) > 1);
    return shared
        ? clientId + " ·" + memberId.substring(Math.max(0, memberId.length() - NAME_END))
        : clientId;
  }

  private void addStep(Instant at, String text) {
    if (steps.size() < STEPS_MAX) {
      steps.add(new Step(at, text));
    }
  }

  /** When the coordinator removed a member from the group. */
  Instant removedAt(String memberId) {
    return removedAt.getOrDefault(memberId, startedAt);
  }

  /** Whether the change is one that operators call a rebalance. */
  boolean isReportable() {
    return confirmed
        && (!handovers.isEmpty() || !before.sameMembers(latest) || !before.sameEpoch(latest));
  }

  /** Partitions that have a new owner which has not handled a record yet. */
  List<Integer> partitionsWithoutTraffic() {
    return handovers.entrySet().stream()
        .filter(handover -> handover.getValue().to != null)
        .map(Map.Entry::getKey)
        .filter(partition -> tally(partition).sinceTaken == 0)
        .toList();
  }

  Rebalance toRebalance(boolean complete, List<Trigger> triggers) {
    boolean fromOutside = !hasEvents.getAsBoolean();
    List<Move> moves =
        handovers.keySet().stream().map(partition -> move(partition, fromOutside)).toList();
    return new Rebalance(
        id,
        groupId,
        startedAt,
        endedAt,
        complete,
        fromOutside,
        triggers,
        before.epoch(),
        latest.epoch(),
        before.members().size(),
        latest.members().size(),
        fromOutside ? List.of() : phases(triggers),
        moves,
        fromOutside ? List.of() : unaffected(),
        max(moves, Move::ownershipGapMillis),
        max(moves, Move::dataGapMillis),
        steps.stream().sorted(Comparator.comparing(Step::at)).toList(),
        false);
  }

  private Move move(int partition, boolean fromOutside) {
    Handover handover = Objects.requireNonNull(handovers.get(partition));
    Instant released = handover.releasedAt;
    Instant taken = handover.to == null ? null : handover.takenAt;
    Tally tally = tally(partition);
    return new Move(
        partition,
        handover.from == null ? null : handover.from.clientId(),
        handover.to == null ? null : handover.to.clientId(),
        released,
        taken,
        fromOutside || released == null || taken == null
            ? null
            : Math.max(0, Duration.between(released, taken).toMillis()),
        tally.waitMillisMax,
        tally.records,
        handover.from == null ? null : handover.from.memberId(),
        handover.to == null ? null : handover.to.memberId());
  }

  private List<Unaffected> unaffected() {
    return ownersBefore.entrySet().stream()
        .filter(owned -> !handovers.containsKey(owned.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(owned -> {
          Tally tally = tally(owned.getKey());
          return new Unaffected(
              owned.getKey(), owned.getValue().clientId(), tally.waitMillisMax, tally.records);
        })
        .toList();
  }

  private List<Phase> phases(List<Trigger> triggers) {
    List<Phase> phases = new ArrayList<>();
    Optional<Phase> silence = silence(triggers);
    silence.ifPresent(phases::add);
    // The session of a killed member may end while other members already join and leave.
    Instant from = silence.map(Phase::to).orElse(startedAt);
    from = add(phases, "give-up", from, latest(handover -> handover.releasedAt));
    from = add(phases, "take-over", from, latest(handover -> handover.takenAt));
    add(phases, "settle", from, endedAt);
    return phases;
  }

  /** The silence of the member whose session ended first. */
  private Optional<Phase> silence(List<Trigger> triggers) {
    Phase first = null;
    for (Trigger trigger : triggers) {
      Long silent = trigger.silentMillis();
      if (silent != null) {
        Instant end = removedAt(trigger.memberId());
        if (first == null || end.isBefore(first.to())) {
          first = new Phase("silence", end.minusMillis(silent), end);
        }
      }
    }
    return Optional.ofNullable(first);
  }

  private static Instant add(List<Phase> phases, String name, Instant from, @Nullable Instant to) {
    if (to == null || !to.isAfter(from)) {
      return from;
    }
    phases.add(new Phase(name, from, to));
    return to;
  }

  private @Nullable Instant latest(Function<Handover, @Nullable Instant> time) {
    Instant latest = null;
    for (Handover handover : handovers.values()) {
      Instant at = time.apply(handover);
      if (at != null && (latest == null || at.isAfter(latest))) {
        latest = at;
      }
    }
    return latest;
  }

  private static <T> @Nullable Long max(List<T> items, Function<T, @Nullable Long> figure) {
    Long max = null;
    for (T item : items) {
      Long value = figure.apply(item);
      if (value != null && (max == null || value > max)) {
        max = value;
      }
    }
    return max;
  }
}
