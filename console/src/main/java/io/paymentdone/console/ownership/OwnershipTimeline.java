package io.paymentdone.console.ownership;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.events.GroupEvent;
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
public final class OwnershipTimeline {

  private static final Duration KEPT = Duration.ofMinutes(15);

  /** Spans of all partitions together: they are sent as one message. */
  private static final int SPANS_MAX = 1_500;

  private static final int PARTITIONS_MIN = 3;
  private static final int MEMBERS_MAX = 1_000;

  /** After so long without an event the coordinator is believed: the event was dropped. */
  private static final Duration EVENT_LATE = Duration.ofSeconds(3);

  private final OwnershipListener listener;
  private final Map<Integer, Deque<OwnershipSpan>> spansByPartition = new TreeMap<>();

  /** The least lately heard of first. */
  private final Map<String, Instant> lastSigns = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Integer, Instant> disagreeing = new HashMap<>();
  private long revision;

  /** OwnershipTimeline without owners. */
  public OwnershipTimeline(OwnershipListener listener) {
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
    OwnershipSpan open = open(partition.partition());
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
    OwnershipSpan open = open(partition);
    if (open != null && open.memberId().equals(owner.memberId())) {
      return;
    }
    if (open != null) {
      end(partition, open, at);
    }
    Deque<OwnershipSpan> spans = spansByPartition.computeIfAbsent(partition, p -> new ArrayDeque<>());
    spans.add(new OwnershipSpan(owner.memberId(), owner.clientId(), at, null));
    while (spans.size() > SPANS_MAX / Math.max(PARTITIONS_MIN, spansByPartition.size())) {
      spans.removeFirst();
    }
    revision++;
    listener.taken(partition, owner, at);
  }

  private void release(int partition, Owner owner, Instant at) {
    OwnershipSpan open = open(partition);
    if (open != null && open.memberId().equals(owner.memberId())) {
      close(partition, open, at);
    }
  }

  /** Ends a span whose owner did not say so: it is last known to have had it at its last sign. */
  private void end(int partition, OwnershipSpan open, Instant at) {
    Instant lastSign = lastSigns.getOrDefault(open.memberId(), at);
    Instant end = lastSign.isAfter(at) ? at : lastSign;
    close(partition, open, end.isBefore(open.from()) ? open.from() : end);
  }

  private void close(int partition, OwnershipSpan open, Instant at) {
    Deque<OwnershipSpan> spans = spansByPartition.get(partition);
    if (spans == null) {
      return;
    }
    spans.removeLast();
    spans.add(new OwnershipSpan(open.memberId(), open.clientId(), open.from(), at));
    revision++;
    listener.released(partition, new Owner(open.memberId(), open.clientId()), at);
  }

  private @Nullable OwnershipSpan open(int partition) {
    Deque<OwnershipSpan> spans = spansByPartition.get(partition);
    OwnershipSpan last = spans == null ? null : spans.peekLast();
    return last == null || last.to() != null ? null : last;
  }

  private void forget(Instant oldest) {
    for (Deque<OwnershipSpan> spans : spansByPartition.values()) {
      while (spans.size() > 1 && endedBefore(spans.getFirst(), oldest)) {
        spans.removeFirst();
      }
    }
  }

  private static boolean endedBefore(OwnershipSpan span, Instant time) {
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

  /** Counts changes of the timeline. */
  public long revision() {
    return revision;
  }

  /** The timelines of all partitions, by partition. */
  public List<PartitionTimeline> all() {
    return spansByPartition.entrySet().stream()
        .map(spans -> new PartitionTimeline(spans.getKey(), List.copyOf(spans.getValue())))
        .toList();
  }
}
