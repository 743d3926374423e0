package io.paymentdone.console.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a consumer was given, has handled and has committed of each of its partitions. */
final class MemberProgress {

  private static final class Offsets {
    /** Offset after the last record that was given. */
    long given;

    /** Offset after the last record that was handled. */
    long handled;

    long committed;
  }

  /** Offsets of a partition from one to before another. */
  record Range(int partition, long from, long to) {}

  private final Map<TopicPartition, Offsets> partitions = new HashMap<>();

  /** Where the next poll reads on. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  /**
   * The consumer was given these.
   *
   * @return offsets that it has passed, since its poll before, without a record of them: those of
   *     an aborted transaction, or records that were deleted
   */
  synchronized List<Range> polled(ConsumerRecords<byte[], byte[]> records) {
    List<Range> passed = new ArrayList<>();
    records
        .nextOffsets()
        .forEach((partition, after) -> {
          List<ConsumerRecord<byte[], byte[]>> given = records.records(partition);
          long first = given.isEmpty() ? after.offset() : given.getFirst().offset();
          Long before = next.put(partition, after.offset());
          if (before != null && before < first) {
            passed.add(new Range(partition.partition(), before, first));
          }
        });
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> given = records.records(partition);
      long first = given.getFirst().offset();
      Offsets offsets =
          partitions.computeIfAbsent(
              partition,
              unknown -> {
                Offsets start = new Offsets();
                start.committed = first;
                return start;
              });
      offsets.handled = first;
      offsets.given = given.getLast().offset() + 1;
    }
    return passed;
  }

  synchronized void handled(ConsumerRecord<byte[], byte[]> consumed) {
    Offsets offsets = partitions.get(new TopicPartition(consumed.topic(), consumed.partition()));
    if (offsets != null) {
      offsets.handled = consumed.offset() + 1;
    }
  }

  synchronized void committed(Map<TopicPartition, OffsetAndMetadata> committed) {
    committed.forEach((partition, offset) -> {
      Offsets offsets = partitions.get(partition);
      if (offsets != null && offset != null) {
        offsets.committed = offset.offset();
      }
    });
  }

  /** The partitions belong to others. */
  synchronized void forget(Collection<TopicPartition> gone) {
    gone.forEach(partition -> {
      partitions.remove(partition);
      next.remove(partition);
    });
  }

  /** What a commit of the handled records consists of. */
  synchronized Map<TopicPartition, OffsetAndMetadata> toCommit() {
    Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
    for (Entry<TopicPartition, Offsets> partition : partitions.entrySet()) {
      Offsets offsets = partition.getValue();
      if (offsets.handled > offsets.committed) {
        commit.put(partition.getKey(), new OffsetAndMetadata(offsets.handled));
      }
    }
    return commit;
  }

  /** Number of records that were handled and are not committed. */
  synchronized long uncommitted() {
    return partitions.values().stream()
        .mapToLong(offsets -> Math.max(0, offsets.handled - offsets.committed))
        .sum();
  }

  /** Number of records that are committed and were not handled. */
  synchronized long unhandled() {
    return partitions.values().stream()
        .mapToLong(
            offsets -> Math.max(0, Math.min(offsets.given, offsets.committed) - offsets.handled))
        .sum();
  }

  /** What was given and is not handled yet. */
  synchronized List<Range> inHand() {
    List<Range> ranges = new ArrayList<>();
    partitions.forEach((partition, offsets) -> {
      if (offsets.handled < offsets.given) {
        ranges.add(new Range(partition.partition(), offsets.handled, offsets.given));
      }
    });
    return ranges;
  }
}
