package io.paymentdone.notification.groupevents;

import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What this member has done and not yet published. The methods for the consumer thread return at
 * once: they use a lock that no thread holds during I/O, and drop an event if the queue is full.
 */
final class MemberLog {

  private final String groupId;
  private final String clientId;
  private final BlockingQueue<GroupEvent> queue;
  private final AtomicLong dropped = new AtomicLong();
  private final Map<Integer, Tally> owned = new TreeMap<>();
  private String memberId = "";
  private @Nullable String trouble;

  MemberLog(String groupId, String clientId, int queueCapacity) {
    this.groupId = groupId;
    this.clientId = clientId;
    this.queue = new LinkedBlockingQueue<>(queueCapacity);
  }

  /** Records of a partition handled since the last progress event. */
  private static final class Tally {
    private @Nullable Long lastOffset;
    private int count;
    private long waitMillisMax;

    PartitionProgress take(int partition) {
      PartitionProgress progress =
          new PartitionProgress(partition, lastOffset, count, count == 0 ? null : waitMillisMax);
      count = 0;
      waitMillisMax = 0;
      return progress;
    }
  }

  synchronized void assigned(String member, Collection<Integer> partitions) {
    memberId = member;
    partitions.forEach(partition -> owned.put(partition, new Tally()));
    offer(Kind.ASSIGNED, partitions.stream().sorted().map(MemberLog::untouched).toList());
  }

  /** Partitions were revoked or lost; the event contains their last progress. */
  synchronized void removed(Kind kind, Collection<Integer> partitions) {
    offer(kind, partitions.stream().sorted().map(this::remove).toList());
    if (owned.isEmpty()) {
      trouble = null;
    }
  }

  private PartitionProgress remove(int partition) {
    Tally tally = owned.remove(partition);
    return tally == null ? untouched(partition) : tally.take(partition);
  }

  private static PartitionProgress untouched(int partition) {
    return new PartitionProgress(partition, null, 0, null);
  }

  /** Records were handled, and their effects are committed. */
  synchronized void handled(int partition, long lastOffset, int count, long waitMillisMax) {
    trouble = null;
    Tally tally = owned.get(partition);
    if (tally != null) {
      tally.lastOffset = lastOffset;
      tally.count += count;
      tally.waitMillisMax = Math.max(tally.waitMillisMax, waitMillisMax);
    }
  }

  /** Records could not be received; every event contains the reason until a batch succeeds. */
  synchronized void failed(String reason) {
    trouble = reason;
  }

  synchronized void leaving() {
    offer(Kind.LEAVING, List.of());
  }

  /** Whether records were handled since the last progress event. */
  synchronized boolean hasProgress() {
    return owned.values().stream().anyMatch(tally -> tally.count > 0);
  }

  /** A progress event of all owned partitions; resets the tallies. */
  synchronized GroupEvent takeProgress() {
    return event(
        Kind.PROGRESS,
        owned.entrySet().stream().map(entry -> entry.getValue().take(entry.getKey())).toList());
  }

  private void offer(Kind kind, List<PartitionProgress> partitions) {
    if (!queue.offer(event(kind, partitions))) {
      dropped.incrementAndGet();
    }
  }

  private GroupEvent event(Kind kind, List<PartitionProgress> partitions) {
    return new GroupEvent(kind, groupId, memberId, clientId, partitions, trouble);
  }

  /** Events to send, oldest first. */
  BlockingQueue<GroupEvent> queue() {
    return queue;
  }

  /** Number of events dropped because the queue was full. */
  long dropped() {
    return dropped.get();
  }
}
