package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.lab.MemberProgress.Range;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** What a consumer of a comparison does: the same work on a record in each group. */
final class ProtocolReader implements MemberWork {

  /** One record of so many takes long, such as one with a slow call to another service. */
  private static final int SLOW_EVERY = 20;

  /** Longer than the time until the next record of the same user. */
  private static final Duration SLOW = Duration.ofMillis(400);

  /** So that not all partitions have their slow record at the same time. */
  private static final long SHIFT = 7;

  private final int consumer;
  private final ProtocolLog log;

  /**
   * The work of a consumer.
   *
   * @param consumer its number
   */
  ProtocolReader(int consumer, ProtocolLog log) {
    this.consumer = consumer;
    this.log = log;
  }

  @Override
  public void polled(ConsumerRecords<byte[], byte[]> records) {}

  @Override
  public void passed(List<Range> ranges) {}

  @Override
  public void handled(ConsumerRecord<byte[], byte[]> consumed) {
    if ((consumed.offset() + SHIFT * consumed.partition()) % SLOW_EVERY == 0) {
      LockSupport.parkNanos(SLOW.toNanos());
    }
    byte[] key = consumed.key();
    String user = key == null ? null : LabRecord.valid(new String(key, UTF_8));
    log.handled(consumer, consumed.partition(), consumed.offset(), user);
  }

  @Override
  public ConsumerRebalanceListener listener(ConsumerRebalanceListener own) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        own.onPartitionsAssigned(assigned);
        log.given(consumer, numbers(assigned));
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        own.onPartitionsRevoked(revoked);
        log.taken(consumer, numbers(revoked));
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> lost) {
        own.onPartitionsLost(lost);
        log.taken(consumer, numbers(lost));
      }
    };
  }

  private static List<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).toList();
  }
}
