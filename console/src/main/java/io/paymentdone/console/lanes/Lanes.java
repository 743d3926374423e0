package io.paymentdone.console.lanes;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.events.group.GroupEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the ownership of partitions together, from what members tell and, for members that tell
 * nothing, from what the coordinator says. Not thread-safe.
 *
 * <p>The coordinator counts a partition as nobody's while its old owner still holds it, and as a
 * killed member's until the session ends; so a member that tells is believed over the coordinator.
 */
public final class Lanes {

  private static final Duration KEPT = Duration.ofMinutes(15);

  /** Of all lanes: they are sent as one message. */
  private static final int SPANS_MAX = 1_500;

  private static final int LANES_MIN = 3;
  private static final int MEMBERS_MAX = 1_000;

  /** After so long without an event the coordinator is believed: the event was dropped. */
  private static final Duration EVENT_LATE = Duration.ofSeconds(3);

  private final OwnershipListener listener;
  private final Map<Integer, Deque<Span>> lanes = new TreeMap<>();

  /** The least lately heard of first. */
  private final Map<String, Instant> lastSigns = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Integer, Instant> disagreeing = new HashMap<>();
  private long revision;

  /** Lanes without owners. */
  public Lanes(OwnershipListener listener) {
    this.listener = listener;
  }

  /** Takes an event of a member in. */
  public void sign(MemberSign sign) {
    GroupEvent event = sign.event();
    Owner owner = new Owner(event.memberId(), event.clientId());
    if (event.memberId().isEmpty()) {
      return;
    }
    switch (event.kind()) {
      case ASSIGNED, PROGRESS ->
          event.partitions().forEach(progress -> take(progress.partition(), owner, sign.at()));
      case REVOKED, LOST ->
          event.partitions().forEach(progress -> release(progress.partition(), owner, sign.at()));
      case LEAVING -> {}
    }
    lastSigns.put(event.memberId(), sign.at());
    if (lastSigns.size() > MEMBERS_MAX) {
      lastSigns.remove(lastSigns.keySet().iterator().next());
    }
  }

  /** Takes the coordinator's view in. */
  public void observe(GroupDetails group, Instant at) {
    Set<String> members =
        group.members().stream().map(GroupDetails.Member::memberId).collect(Collectors.toSet());
    for (PartitionProgress partition : group.partitions()) {
      observe(partition, members, at);
    }
    forget(at.minus(KEPT));
  }

  private void observe(PartitionProgress partition, Set<String> members, Instant at) {
    Span open = open(partition.partition());
    if (open != null && !members.contains(open.memberId())) {
      end(partition.partition(), open, at);
      open = null;
    }
    String said = partition.owner();
    String seen = open == null ? null : open.memberId();
    if (java.util.Objects.equals(said, seen)) {
      disagreeing.remove(partition.partition());
      return;
    }
    boolean tells = lastSigns.containsKey(said == null ? seen : said);
    Instant since = disagreeing.computeIfAbsent(partition.partition(), p -> at);
    if (tells && (said == null || since.plus(EVENT_LATE).isAfter(at))) {
      return;
    }
    if (open != null) {
      end(partition.partition(), open, at);
    }
    if (said != null) {
      String clientId = partition.ownerClientId();
      take(partition.partition(), new Owner(said, clientId == null ? said : clientId), at);
    }
  }

  private void take(int partition, Owner owner, Instant at) {
    Span open = open(partition);
    if (open != null && open.memberId().equals(owner.memberId())) {
      return;
    }
    if (open != null) {
      end(partition, open, at);
    }
    Deque<Span> lane = lanes.computeIfAbsent(partition, p -> new ArrayDeque<>());
    lane.add(new Span(owner.memberId(), owner.clientId(), at, null));
    while (lane.size() > SPANS_MAX / Math.max(LANES_MIN, lanes.size())) {
      lane.removeFirst();
    }
    revision++;
    listener.taken(partition, owner, at);
  }

  private void release(int partition, Owner owner, Instant at) {
    Span open = open(partition);
    if (open != null && open.memberId().equals(owner.memberId())) {
      close(partition, open, at);
    }
  }

  /** Ends a span whose owner did not say so: it is last known to have had it at its last sign. */
  private void end(int partition, Span open, Instant at) {
    Instant lastSign = lastSigns.getOrDefault(open.memberId(), at);
    Instant end = lastSign.isAfter(at) ? at : lastSign;
    close(partition, open, end.isBefore(open.from()) ? open.from() : end);
  }

  private void close(int partition, Span open, Instant at) {
    Deque<Span> lane = lanes.get(partition);
    if (lane == null) {
      return;
    }
    lane.removeLast();
    lane.add(new Span(open.memberId(), open.clientId(), open.from(), at));
    revision++;
    listener.released(partition, new Owner(open.memberId(), open.clientId()), at);
  }

  private @Nullable Span open(int partition) {
    Deque<Span> lane = lanes.get(partition);
    Span last = lane == null ? null : lane.peekLast();
    return last == null || last.to() != null ? null : last;
  }

  private void forget(Instant oldest) {
    for (Deque<Span> lane : lanes.values()) {
      while (lane.size() > 1 && endedBefore(lane.getFirst(), oldest)) {
        lane.removeFirst();
      }
    }
  }

  private static boolean endedBefore(Span span, Instant time) {
    Instant to = span.to();
    return to != null && to.isBefore(time);
  }

  /** The member that has the partition now. */
  public Optional<Owner> owner(int partition) {
    return Optional.ofNullable(open(partition))
        .map(span -> new Owner(span.memberId(), span.clientId()));
  }

  /** When a member was last heard of; empty for one that tells nothing. */
  public Optional<Instant> lastSign(String memberId) {
    return Optional.ofNullable(lastSigns.get(memberId));
  }

  /** Counts changes of the lanes. */
  public long revision() {
    return revision;
  }

  /** All lanes, by partition. */
  public List<Lane> all() {
    return lanes.entrySet().stream()
        .map(lane -> new Lane(lane.getKey(), List.copyOf(lane.getValue())))
        .toList();
  }
}
