package io.paymentdone.console.rebalances;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.console.ownership.Owner;
import io.paymentdone.console.ownership.OwnershipListener;
import io.paymentdone.console.ownership.OwnershipTimeline;
import io.paymentdone.console.rebalances.Rebalance.Cause;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.events.group.GroupEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Detects where one rebalance ends and the next starts, and collects the figures of each, from the
 * {@link OwnershipTimeline} and the coordinator. Not thread-safe.
 */
public final class RebalanceTracker implements OwnershipListener {

  /** A partition without waiting records that is silent for longer counts as "no traffic". */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Figures that are still missing after this time stay unknown. */
  private static final Duration COMPLETE_MAX = Duration.ofSeconds(30);

  private static final int LEAVERS_MAX = 100;

  private final String groupId;
  private final Consumer<Rebalance> listener;
  private final OwnershipTimeline ownership;
  private final Map<Integer, Owner> owners = new HashMap<>();
  private final Map<String, Instant> leavers = new LinkedHashMap<>();

  private @Nullable MembersView baseline;
  private Instant now = Instant.EPOCH;
  private Instant lastPoll = Instant.EPOCH;
  private @Nullable RebalanceInProgress inProgress;

  /**
   * A tracker that has not seen the group yet.
   *
   * @param listener receives a rebalance each time it changes
   */
  public RebalanceTracker(String groupId, Consumer<Rebalance> listener) {
    this.groupId = groupId;
    this.listener = listener;
    this.ownership = new OwnershipTimeline(this);
  }

  /** The ownership that this tracker follows. */
  public OwnershipTimeline ownership() {
    return ownership;
  }

  /** Whether the members or the coordinator report a change that has not ended. */
  public boolean isRebalancing() {
    return inProgress != null && !inProgress.isEnded();
  }

  /** Whether a rebalance is in progress that the coordinator reports too. */
  public boolean isRebalanceConfirmed() {
    return isRebalancing() && inProgress != null && inProgress.isConfirmed();
  }

  @Override
  public void released(int partition, Owner owner, Instant at) {
    RebalanceInProgress current = startOrContinue();
    if (current != null) {
      current.onReleased(partition, owner, at, !at.isBefore(now));
    }
    owners.remove(partition);
  }

  @Override
  public void taken(int partition, Owner owner, Instant at) {
    RebalanceInProgress current = startOrContinue();
    if (current != null) {
      current.onTaken(partition, owner, at);
    }
    owners.put(partition, owner);
  }

  /** The rebalance that a change belongs to; null before the group was first seen stable. */
  private @Nullable RebalanceInProgress startOrContinue() {
    MembersView before = baseline;
    if (before == null) {
      return null;
    }
    RebalanceInProgress current = inProgress;
    if (current != null && current.isEnded()) {
      complete(current);
      before = current.latest();
      current = null;
    }
    if (current == null) {
      // Not the time of the change: the last event of a killed member is older than the rebalance
      // that the end of its session starts.
      current = new RebalanceInProgress(groupId, now, before, owners, ownership::hasEvents);
      inProgress = current;
    }
    return current;
  }

  /** Applies an event of a member. */
  public void onEvent(GroupEventRecord record) {
    now = record.at();
    ownership.onEvent(record);
    if (record.event().kind() == Kind.LEAVING) {
      leavers.put(record.event().memberId(), record.at());
      if (leavers.size() > LEAVERS_MAX) {
        leavers.remove(leavers.keySet().iterator().next());
      }
    }
    RebalanceInProgress current = inProgress;
    if (current != null && !record.at().isBefore(current.startedAt())) {
      record.event().partitions().forEach(current::onProgress);
    }
  }

  /** Applies an answer of the coordinator. */
  public void onPoll(GroupDetails group, Instant at) {
    now = at;
    apply(group, at);
    lastPoll = at;
  }

  private void apply(GroupDetails group, Instant at) {
    MembersView observed = MembersView.of(group);
    if (baseline == null) {
      if (isStable(group)) {
        ownership.onPoll(group, at);
        baseline = observed;
      }
      return;
    }
    MembersView known = inProgress == null ? baseline : inProgress.latest();
    if (!known.sameAs(observed)) {
      Objects.requireNonNull(startOrContinue()).onMembersChanged(observed, at, lastPoll);
    }
    ownership.onPoll(group, at);
    report(group, at);
  }

  private void report(GroupDetails group, Instant at) {
    RebalanceInProgress current = inProgress;
    if (current == null) {
      return;
    }
    if (!current.isEnded() && isStable(group) && matchesCoordinator(group)) {
      current.onStable(at);
    }
    if (isComplete(current, group, at)) {
      complete(current);
    } else if (current.isReportable()) {
      listener.accept(current.toRebalance(false, triggers(current)));
    }
  }

  private void complete(RebalanceInProgress ended) {
    baseline = ended.latest();
    inProgress = null;
    if (ended.isReportable()) {
      listener.accept(ended.toRebalance(true, triggers(ended)));
    }
  }

  /** Whether every member has reached its target assignment and every partition has an owner. */
  private static boolean isStable(GroupDetails group) {
    boolean stable = group.state().equals("Stable") || group.state().equals("Empty");
    long owned = group.partitions().stream().filter(p -> p.owner() != null).count();
    return stable
        && (owned == 0 || owned == group.partitions().size())
        && group.members().stream()
            .allMatch(member ->
                Objects.equals(member.epoch(), group.groupEpoch())
                    && (member.target() == null || member.target().equals(member.partitions())));
  }

  /** Whether the ownership timeline has the owners that the coordinator reports. */
  private boolean matchesCoordinator(GroupDetails group) {
    return group.partitions().stream()
        .allMatch(partition ->
            Objects.equals(
                partition.owner(),
                ownership.owner(partition.partition()).map(Owner::memberId).orElse(null)));
  }

  private static boolean isComplete(RebalanceInProgress current, GroupDetails group, Instant at) {
    Instant end = current.endedAt();
    if (end == null) {
      return false;
    }
    if (at.isAfter(end.plus(COMPLETE_MAX))) {
      return true;
    }
    List<Integer> silent = current.partitionsWithoutTraffic();
    boolean waiting =
        group.partitions().stream()
            .anyMatch(partition -> partition.lag() > 0 && silent.contains(partition.partition()));
    return !waiting && at.isAfter(end.plus(QUIET));
  }

  private List<Trigger> triggers(RebalanceInProgress current) {
    List<Trigger> triggers = new ArrayList<>();
    current
        .before()
        .membersMissingFrom(current.latest())
        .forEach((id, clientId) -> triggers.add(removal(id, clientId, current.removedAt(id))));
    current
        .latest()
        .membersMissingFrom(current.before())
        .forEach((id, clientId) -> triggers.add(new Trigger(Cause.JOIN, id, clientId, null)));
    return triggers;
  }

  /** Why a member was removed: it left, its session timed out, or it publishes no events. */
  private Trigger removal(String memberId, String clientId, Instant at) {
    if (leavers.containsKey(memberId)) {
      return new Trigger(Cause.LEAVE, memberId, clientId, null);
    }
    Instant lastEventAt = ownership.lastEventAt(memberId).orElse(null);
    if (lastEventAt == null) {
      return new Trigger(Cause.GONE, memberId, clientId, null);
    }
    long silentMillis = Math.max(0, Duration.between(lastEventAt, at).toMillis());
    return new Trigger(Cause.TIMEOUT, memberId, clientId, silentMillis);
  }
}
