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
final class LabCounts {

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

  /** A record of the lab's producer was acknowledged. */
  synchronized void sent(String user, int partition, long number) {
    sent++;
  /** The lab's producer is about to send the record with this number. */
  synchronized void sending(long number) {
    nextNumber = number + 1;
  }

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

  /** A consumer was given these; offsets between them are no records. */
  synchronized void polled(ConsumerRecords<byte[], byte[]> records) {
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

  /** A consumer has handled a record. */
  synchronized void handled(ConsumerRecord<byte[], byte[]> consumed) {
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
    if (seen.number() < 0) {
      users.seen(user, partition);
    }
    if (!own) {
      users.handled(user, partition, consumed.offset(), false);
    } else if (seen.number() >= firstNumber) {
      users.handled(user, partition, seen.number(), true);
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
    for (int p = 0; p < partitions.size(); p++) {
      PartitionCounts counts = partitions.get(p);
      handled += counts.handled();
      twice += counts.handledTwice();
      long end = committed.getOrDefault(p, 0L);
      never += counts.notHandled(0, end);
      for (Range range : inHand) {
        if (range.partition() == p) {
          never -= counts.notHandled(range.from(), Math.min(range.to(), end));
        }
      }
    }
    return new RecordCounts(
        own ? sent : onTopic, handled, twice, Math.max(0, never), users.outOfOrder());
  }

  synchronized List<Integer> usersPerPartition() {
    return users.usersPerPartition();
  }

  synchronized int usersOnSeveralPartitions() {
    return users.onSeveralPartitions();
  }
}
