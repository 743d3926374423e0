package io.paymentdone.console.rebalances;

import io.paymentdone.console.ownership.Owner;
import io.paymentdone.console.rebalances.Rebalance.Kept;
import io.paymentdone.console.rebalances.Rebalance.Move;
import io.paymentdone.console.rebalances.Rebalance.Phase;
import io.paymentdone.console.rebalances.Rebalance.Step;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.events.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A rebalance while it is watched. */
final class Draft {

  private static final int STEPS_MAX = 200;

  final String id;
  final Instant startedAt;
  final MembersView before;
  MembersView latest;
  @Nullable Instant endedAt;

  /** Whether the coordinator says so too: events alone are no rebalance. */
  boolean confirmed;

  private final String groupId;
  private final Map<Integer, Owner> ownersBefore;
  private final Predicate<String> tells;
  private final Map<Integer, Handover> handovers = new TreeMap<>();
  private final Map<Integer, Tally> tallies = new TreeMap<>();
  private final Map<String, Instant> gone = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  /**
   * A rebalance that begins.
   *
   * @param tells whether the member with this id tells of itself
   */
  Draft(
      String groupId,
      Instant startedAt,
      MembersView before,
      Map<Integer, Owner> ownersBefore,
      Predicate<String> tells) {
    this.id =
        groupId.replaceAll("[^A-Za-z0-9._-]", "_")
            + "-"
            + Long.toString(startedAt.toEpochMilli(), 36);
    this.groupId = groupId;
    this.startedAt = startedAt;
    this.before = before;
    this.latest = before;
    this.ownersBefore = Map.copyOf(ownersBefore);
    this.tells = tells;
  }

  /** A partition on its way. */
  private static final class Handover {
    @Nullable Owner from;
    @Nullable Owner to;
    @Nullable Instant releasedAt;
    @Nullable Instant takenAt;
  }

  /** Records handled in a partition meanwhile. */
  private static final class Tally {
    long records;
    long sinceTaken;
    @Nullable Long waitMillisMax;
  }

  void step(Instant at, String text) {
    if (steps.size() < STEPS_MAX) {
      steps.add(new Step(at, text));
    }
  }

  /** A member is no longer one. */
  void gone(String memberId, Instant at) {
    gone.put(memberId, at);
  }

  /** When a member was no longer one. */
  Instant goneAt(String memberId) {
    return gone.getOrDefault(memberId, startedAt);
  }

  /**
   * A partition is free.
   *
   * @param said whether its owner said so; else it was last heard of then
   */
  void released(int partition, Owner owner, Instant at, boolean said) {
    Handover handover = handovers.computeIfAbsent(partition, p -> new Handover());
    if (handover.from == null) {
      handover.from = owner;
      handover.releasedAt = at;
    }
    handover.to = null;
    step(
        at,
        said
            ? owner.clientId() + " gives up partition " + partition
            : "last sign of " + owner.clientId() + ", which had partition " + partition);
  }

  void taken(int partition, Owner owner, Instant at) {
    Handover handover = handovers.computeIfAbsent(partition, p -> new Handover());
    handover.to = owner;
    handover.takenAt = at;
    tally(partition).sinceTaken = 0;
    step(at, owner.clientId() + " takes over partition " + partition);
  }

  void progress(PartitionProgress progress) {
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

  /** Whether anything happened that people would call a rebalance. */
  boolean isWorthACard() {
    return confirmed
        && (!handovers.isEmpty() || !before.sameMembers(latest) || !before.sameEpoch(latest));
  }

  /** Partitions that have a new owner of which no record is known to be handled yet. */
  List<Integer> withoutTraffic() {
    return handovers.entrySet().stream()
        .filter(handover -> handover.getValue().to != null)
        .map(Map.Entry::getKey)
        .filter(partition -> tally(partition).sinceTaken == 0)
        .toList();
  }

  Rebalance view(boolean complete, List<Trigger> triggers) {
    boolean fromOutside = isFromOutside();
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
        fromOutside ? List.of() : kept(),
        max(moves, Move::ownershipGapMillis),
        max(moves, Move::dataGapMillis),
        steps.stream().sorted(Comparator.comparing(Step::at)).toList());
  }

  private boolean isFromOutside() {
    return Stream.of(before, latest)
        .flatMap(view -> view.members().keySet().stream())
        .noneMatch(tells);
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
        tally.records);
  }

  private List<Kept> kept() {
    return ownersBefore.entrySet().stream()
        .filter(owned -> !handovers.containsKey(owned.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(owned -> {
          Tally tally = tally(owned.getKey());
          return new Kept(
              owned.getKey(), owned.getValue().clientId(), tally.waitMillisMax, tally.records);
        })
        .toList();
  }

  private List<Phase> phases(List<Trigger> triggers) {
    List<Phase> phases = new ArrayList<>();
    Optional<Phase> silence = silence(triggers);
    silence.ifPresent(phases::add);
    // A member may be killed, or declared gone, while others come and go already.
    Instant from = silence.map(Phase::to).orElse(startedAt);
    from = add(phases, "give-up", from, latest(handover -> handover.releasedAt));
    from = add(phases, "take-over", from, latest(handover -> handover.takenAt));
    add(phases, "settle", from, endedAt);
    return phases;
  }

  /** The silence of the member that was the first to be declared gone for it. */
  private Optional<Phase> silence(List<Trigger> triggers) {
    Phase first = null;
    for (Trigger trigger : triggers) {
      Long silent = trigger.silentMillis();
      if (silent != null) {
        Instant end = goneAt(trigger.memberId());
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
