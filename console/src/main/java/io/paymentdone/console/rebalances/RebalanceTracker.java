package io.paymentdone.console.rebalances;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.ownership.OwnershipTimeline;
import io.paymentdone.console.ownership.Owner;
import io.paymentdone.console.ownership.OwnershipListener;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.console.rebalances.Rebalance.Cause;
import io.paymentdone.console.rebalances.Rebalance.Trigger;
import io.paymentdone.events.GroupEvent.Kind;
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
 * Tells one rebalance from the next and gathers its figures. Sees the group through {@link OwnershipTimeline}
 * and the coordinator; not thread-safe.
 */
public final class RebalanceTracker implements OwnershipListener {

  /**
   * How long a partition without waiting records may stay silent before it counts as no traffic.
   */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Figures that are not in after this are not waited for. */
  private static final Duration COMPLETE_MAX = Duration.ofSeconds(30);

  private static final int LEAVERS_MAX = 100;

  private final String groupId;
  private final Consumer<Rebalance> listener;
  private final OwnershipTimeline ownership;
  private final Map<Integer, Owner> owners = new HashMap<>();
  private final Map<String, Instant> leavers = new LinkedHashMap<>();
  private @Nullable MembersView baseline;
  private Instant now = Instant.EPOCH;
  private Instant lastLook = Instant.EPOCH;
  private @Nullable Draft draft;

  /**
   * A tracker that has not seen the group yet.
   *
   * @param listener is given a rebalance each time it changed
   */
  public RebalanceTracker(String groupId, Consumer<Rebalance> listener) {
    this.groupId = groupId;
    this.listener = listener;
    this.ownership = new OwnershipTimeline(this);
  }

  /** The ownership that this tracker listens to. */
  public OwnershipTimeline ownership() {
    return ownership;
  }

  /** Whether a rebalance goes on. */
  public boolean isRebalancing() {
    return isRestless() && draft != null && draft.confirmed;
  }

  /** Whether members tell of one, or the coordinator. */
  public boolean isRestless() {
    return draft != null && draft.endedAt == null;
  }

  @Override
  public void released(int partition, Owner owner, Instant at) {
    Draft current = changed();
    if (current != null) {
      current.released(partition, owner, at, !at.isBefore(now));
    }
    owners.remove(partition);
  }

  @Override
  public void taken(int partition, Owner owner, Instant at) {
    Draft current = changed();
    if (current != null) {
      current.taken(partition, owner, at);
    }
    owners.put(partition, owner);
  }

  /** The rebalance that a change belongs to; null before the group was first seen. */
  private @Nullable Draft changed() {
    MembersView before = baseline;
    if (before == null) {
      return null;
    }
    Draft current = draft;
    if (current != null && current.endedAt != null) {
      finish(current);
      before = current.latest;
      current = null;
    }
    if (current == null) {
      // Not the time of the change: a killed member's last sign is older than what it sets off.
      current = new Draft(groupId, now, before, owners, id -> ownership.lastSign(id).isPresent());
      draft = current;
    }
    return current;
  }

  /** Takes an event of a member in. */
  public void sign(MemberSign sign) {
    now = sign.at();
    ownership.sign(sign);
    if (sign.event().kind() == Kind.LEAVING) {
      leavers.put(sign.event().memberId(), sign.at());
      if (leavers.size() > LEAVERS_MAX) {
        leavers.remove(leavers.keySet().iterator().next());
      }
    }
    Draft current = draft;
    if (current != null && !sign.at().isBefore(current.startedAt)) {
      sign.event().partitions().forEach(current::progress);
    }
  }

  /** Takes the coordinator's view in. */
  public void observe(GroupDetails group, Instant at) {
    now = at;
    look(group, at);
    lastLook = at;
  }

  private void look(GroupDetails group, Instant at) {
    MembersView seen = MembersView.of(group);
    if (baseline == null) {
      if (isSettled(group)) {
        ownership.observe(group, at);
        baseline = seen;
      }
      return;
    }
    Draft current = draft;
    MembersView known = current == null ? baseline : current.latest;
    if (!known.sameAs(seen)) {
      Draft changed = Objects.requireNonNull(changed());
      noteMembers(changed, seen, at);
      changed.latest = seen;
      changed.confirmed = true;
    }
    ownership.observe(group, at);
    settle(group, at);
  }

  private void noteMembers(Draft draft, MembersView seen, Instant at) {
    seen.members()
        .forEach((id, clientId) -> {
          if (!draft.latest.members().containsKey(id)) {
            draft.step(at, clientId + " joins");
          }
        });
    draft
        .latest
        .members()
        .forEach((id, clientId) -> {
          if (!seen.members().containsKey(id)) {
            draft.step(at, clientId + " is no longer a member");
            // At the last look it was one: what began the rebalance since then is that it is gone.
            draft.gone(id, draft.startedAt.isAfter(lastLook) ? draft.startedAt : at);
          }
        });
  }

  private void settle(GroupDetails group, Instant at) {
    Draft current = draft;
    if (current == null) {
      return;
    }
    if (current.endedAt == null && isSettled(group) && agrees(group)) {
      current.endedAt = at;
      current.step(at, "stable");
    }
    if (current.endedAt != null && isComplete(current, group, at)) {
      finish(current);
    } else if (current.isWorthACard()) {
      listener.accept(current.view(false, triggers(current)));
    }
  }

  private void finish(Draft ended) {
    baseline = ended.latest;
    draft = null;
    if (ended.isWorthACard()) {
      listener.accept(ended.view(true, triggers(ended)));
    }
  }

  /** Whether coordinator and members are of one mind, and no partition is left over. */
  private static boolean isSettled(GroupDetails group) {
    boolean stable = group.state().equals("Stable") || group.state().equals("Empty");
    long owned = group.partitions().stream().filter(p -> p.owner() != null).count();
    return stable
        && (owned == 0 || owned == group.partitions().size())
        && group.members().stream()
            .allMatch(member ->
                Objects.equals(member.epoch(), group.groupEpoch())
                    && (member.target() == null || member.target().equals(member.partitions())));
  }

  /** Whether the ownership timeline names the owners that the coordinator names. */
  private boolean agrees(GroupDetails group) {
    return group.partitions().stream()
        .allMatch(partition ->
            Objects.equals(
                partition.owner(),
                ownership.owner(partition.partition()).map(Owner::memberId).orElse(null)));
  }

  private static boolean isComplete(Draft ended, GroupDetails group, Instant at) {
    Instant end = Objects.requireNonNull(ended.endedAt);
    if (at.isAfter(end.plus(COMPLETE_MAX))) {
      return true;
    }
    List<Integer> silent = ended.withoutTraffic();
    boolean waiting =
        group.partitions().stream()
            .anyMatch(partition -> partition.lag() > 0 && silent.contains(partition.partition()));
    return !waiting && at.isAfter(end.plus(QUIET));
  }

  private List<Trigger> triggers(Draft draft) {
    List<Trigger> triggers = new ArrayList<>();
    draft
        .before
        .members()
        .forEach((id, clientId) -> {
          if (!draft.latest.members().containsKey(id)) {
            triggers.add(gone(id, clientId, draft.goneAt(id)));
          }
        });
    draft
        .latest
        .members()
        .forEach((id, clientId) -> {
          if (!draft.before.members().containsKey(id)) {
            triggers.add(new Trigger(Cause.JOIN, id, clientId, null));
          }
        });
    return triggers;
  }

  private Trigger gone(String memberId, String clientId, Instant at) {
    if (leavers.containsKey(memberId)) {
      return new Trigger(Cause.LEAVE, memberId, clientId, null);
    }
    Instant lastSign = ownership.lastSign(memberId).orElse(null);
    if (lastSign == null) {
      return new Trigger(Cause.GONE, memberId, clientId, null);
    }
    long silentMillis = Math.max(0, Duration.between(lastSign, at).toMillis());
    return new Trigger(Cause.TIMEOUT, memberId, clientId, silentMillis);
  }
}
