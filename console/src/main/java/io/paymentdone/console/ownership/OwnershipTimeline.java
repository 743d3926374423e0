package io.paymentdone.console.ownership;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.events.group.GroupEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ownership of all partitions over time, from the events that members publish and, for members that
 * publish none, from the coordinator. Not thread-safe.
 *
 * <p>The coordinator reports a partition as unowned while its old owner still reads it, and as
 * owned by a killed member until the session ends. Events of members therefore win over the
 * coordinator.
 */
public final class OwnershipTimeline {

  private static final Duration KEPT = Duration.ofMinutes(15);

  /** Spans of all partitions together: they are sent as one message. */
  private static final int SPANS_MAX = 1_500;

  /** A member that gives a partition up and takes it again, over and over, makes 15 KB. */
  private static final int SPANS_MAX_PER_PARTITION = 100;

  private static final int MEMBERS_MAX = 1_000;

  /** If no event arrives for this long, it was dropped, and the coordinator wins. */
  private static final Duration EVENT_LATE = Duration.ofSeconds(3);

  private final OwnershipListener listener;
  private final Map<Integer, Deque<OwnershipSpan>> spansByPartition = new TreeMap<>();

  /** Time of the last event by member id, in the order of access: the longest silent one first. */
  private final Map<String, Instant> lastEvents = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Integer, Instant> disagreeing = new HashMap<>();
  private long revision;

  /** A timeline without owners. */
  public OwnershipTimeline(OwnershipListener listener) {
    this.listener = listener;
  }

  /** Applies an event of a member. */
  public void onEvent(GroupEventRecord record) {
    GroupEvent event = record.event();
    Owner owner = new Owner(event.memberId(), event.clientId());
    if (event.memberId().isEmpty()) {
      return;
    }
    switch (event.kind()) {
      case ASSIGNED, PROGRESS ->
          event.partitions().forEach(progress -> take(progress.partition(), owner, record.at()));
      case REVOKED, LOST ->
          event.partitions().forEach(progress -> release(progress.partition(), owner, record.at()));
      case LEAVING -> {}
    }
    lastEvents.put(event.memberId(), record.at());
    if (lastEvents.size() > MEMBERS_MAX) {
      lastEvents.remove(lastEvents.keySet().iterator().next());
    }
  }

  /** Applies an answer of the coordinator. */
  public void onPoll(GroupDetails group, Instant at) {
    Set<String> members =
        group.members().stream().map(GroupDetails.Member::memberId).collect(Collectors.toSet());
    for (Partition partition : group.partitions()) {
      observe(partition, members, at);
    }
    forget(at.minus(KEPT));
  }

  private void observe(Partition partition, Set<String> members, Instant at) {
    OwnershipSpan open = open(partition.partition());
    if (open != null && !members.contains(open.memberId())) {
      end(partition.partition(), open, at);
      open = null;
    }
    String reported = partition.owner();
    String known = open == null ? null : open.memberId();
    if (Objects.equals(reported, known)) {
      disagreeing.remove(partition.partition());
      return;
    }
    boolean publishesEvents = lastEvents.containsKey(reported == null ? known : reported);
    Instant since = disagreeing.computeIfAbsent(partition.partition(), p -> at);
    if (publishesEvents && (reported == null || since.plus(EVENT_LATE).isAfter(at))) {
      return;
    }
    if (open != null) {
      end(partition.partition(), open, at);
    }
    if (reported != null) {
      String clientId = partition.ownerClientId();
      take(partition.partition(), new Owner(reported, clientId == null ? reported : clientId), at);
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
    Deque<OwnershipSpan> spans =
        spansByPartition.computeIfAbsent(partition, p -> new ArrayDeque<>());
    spans.add(new OwnershipSpan(owner.memberId(), owner.clientId(), at, null));
    while (spans.size() > Math.min(SPANS_MAX_PER_PARTITION, SPANS_MAX / spansByPartition.size())) {
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

  /**
   * Ends a span whose owner published no release: the span ends with the last event of its owner.
   */
  private void end(int partition, OwnershipSpan open, Instant at) {
    Instant lastEventAt = lastEvents.getOrDefault(open.memberId(), at);
    Instant end = lastEventAt.isAfter(at) ? at : lastEventAt;
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

  /** The member that owns the partition now. */
  public Optional<Owner> owner(int partition) {
    return Optional.ofNullable(open(partition))
        .map(span -> new Owner(span.memberId(), span.clientId()));
  }

  /** Time of the last event of a member; empty for a member that publishes none. */
  public Optional<Instant> lastEventAt(String memberId) {
    return Optional.ofNullable(lastEvents.get(memberId));
  }

  /** Whether a member has published an event, be it one that is gone. */
  public boolean hasEvents() {
    return !lastEvents.isEmpty();
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
