package io.paymentdone.console.lab;

import io.paymentdone.console.lab.LabState.RecordCounts;
import io.paymentdone.console.lab.MemberProgress.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.json.JsonMapper;

/**
 * Counts the records of a lab by partition and offset. Bounded: see {@link PartitionCounts} and
 * {@link UserCounts}.
 */
final class LabCounts implements MemberWork {

  private final boolean own;
  private final JsonMapper json;
  private final LabEvents events;
  private final List<PartitionCounts> partitions = new ArrayList<>();
  private final List<LongAdder> handlings = new ArrayList<>();
  private final UserCounts users;
  private long sent;
  private long firstNumber;
  private long nextNumber;
  private boolean isFull;

  /** Passed since the last look, so that it is not known yet what was there. */
  private final List<Range> passed = new ArrayList<>();

  /**
   * Counts of nothing yet.
   *
   * @param own whether the lab's producer writes the topic
   * @param bases first offset of this lab of each partition
   */
  LabCounts(boolean own, List<Long> bases, JsonMapper json, LabEvents events) {
    this.own = own;
    this.json = json;
    this.events = events;
    bases.forEach(base -> {
      partitions.add(new PartitionCounts(base));
      handlings.add(new LongAdder());
    });
    users = new UserCounts(bases.size());
  }

  /** The lab's producer is about to send the record with this number. */
  synchronized void sending(long number) {
    nextNumber = number + 1;
  }

  /** A record of the lab's producer was acknowledged. */
  synchronized void sent(String user, int partition, long number) {
    sent++;
    if (number >= firstNumber) {
      users.seen(user, partition);
    }
  }

  synchronized long sent() {
    return sent;
  }

  /**
   * From now on records have another distribution: users are counted anew.
   *
   * @param number of the next record that is sent
   */
  synchronized void restartUsers(long number) {
    firstNumber = number;
    users.restart();
  }

  /** Offsets between the records are no records. */
  @Override
  public synchronized void polled(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      if (partition.partition() >= partitions.size()) {
        continue;
      }
      PartitionCounts counts = partitions.get(partition.partition());
      long next = -1;
      for (ConsumerRecord<byte[], byte[]> consumed : records.records(partition)) {
        if (next >= 0) {
          counts.absent(next, consumed.offset());
        }
        next = consumed.offset() + 1;
      }
      var after = records.nextOffsets().get(partition);
      if (after != null && next >= 0) {
        counts.absent(next, after.offset());
      }
    }
  }

  @Override
  public synchronized void passed(List<Range> ranges) {
    passed.addAll(ranges);
  }

  /**
   * What was passed is no record, such as those of an aborted transaction, unless it was deleted
   * before it could be read.
   *
   * @param starts offsets of the oldest records, by partition
   */
  synchronized void seen(Map<Integer, Long> starts) {
    for (Range range : passed) {
      if (range.partition() < partitions.size()) {
        long start = starts.getOrDefault(range.partition(), 0L);
        partitions.get(range.partition()).absent(Math.max(range.from(), start), range.to());
      }
    }
    passed.clear();
  }

  /** Others have committed the offsets of a partition from one to before another. */
  synchronized void foreign(int partition, long from, long to) {
    if (partition < partitions.size()) {
      partitions.get(partition).foreign(from, to);
    }
  }

  @Override
  public synchronized void handled(ConsumerRecord<byte[], byte[]> consumed) {
    int partition = consumed.partition();
    if (partition >= partitions.size()) {
      return;
    }
    handlings.get(partition).increment();
    PartitionCounts counts = partitions.get(partition);
    if (!isFull && consumed.offset() >= 0 && !counts.counts(consumed.offset())) {
      isFull = true;
      events.add(
          "Offset "
              + consumed.offset()
              + " of partition "
              + partition
              + " is handled, but not counted: a lab counts "
              + PartitionCounts.OFFSETS_MAX
              + " offsets of a partition");
    }
    if (!counts.handled(consumed.offset())) {
      return;
    }
    LabRecord seen = LabRecord.of(consumed, own, json);
    String user = seen.user();
    if (user == null) {
      return;
    }
    // A record of others may claim any number; one that is ahead would make all later ones late.
    long number = seen.number() < nextNumber ? seen.number() : -1;
    if (number < 0) {
      users.seen(user, partition);
    }
    if (!own) {
      users.handled(user, partition, consumed.offset(), false);
    } else if (number >= firstNumber) {
      users.handled(user, partition, number, true);
    }
  }

  /** How often a record of the partition was handled. */
  long handlings(int partition) {
    return handlings.get(partition).sum();
  }

  /**
   * All counts.
   *
   * @param committed offsets by partition
   * @param inHand records that consumers will still handle
   * @param onTopic records of the lab on a topic that is not its own
   */
  synchronized RecordCounts counts(Map<Integer, Long> committed, List<Range> inHand, long onTopic) {
    long handled = 0;
    long twice = 0;
    long never = 0;
    long foreign = 0;
    boolean capped = isFull || users.isCapped();
    for (int p = 0; p < partitions.size(); p++) {
      PartitionCounts counts = partitions.get(p);
      handled += counts.handled();
      twice += counts.handledTwice();
      long end = committed.getOrDefault(p, 0L);
      never += counts.notHandled(0, end);
      foreign += counts.foreign();
      capped |= counts.isCapped(end);
      for (Range range : inHand) {
        if (range.partition() == p) {
          never -= counts.notHandled(range.from(), Math.min(range.to(), end));
        }
      }
    }
    return new RecordCounts(
        own ? sent : onTopic,
        handled,
        twice,
        Math.max(0, never),
        foreign,
        users.outOfOrder(),
        capped);
  }

  synchronized List<Integer> usersPerPartition() {
    return users.usersPerPartition();
  }

  synchronized int usersOnSeveralPartitions() {
    return users.onSeveralPartitions();
  }
}
