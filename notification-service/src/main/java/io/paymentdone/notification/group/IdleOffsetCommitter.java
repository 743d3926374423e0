package io.paymentdone.notification.group;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ListenerContainerPartitionIdleEvent;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.stereotype.Component;

/**
 * Commits the position of an idle partition, so that transaction markers and records of aborted
 * transactions, which the consumer never returns, do not remain as lag.
 *
 * <p>The committed offset is asked for again and again, for another member can move it back: one
 * that was put out of the group while it worked on a batch rejoins in the background and commits
 * that batch afterwards, though the partition is this member's by then. Brokers do not check whose
 * it is. The inbox has these records already; only a lag that is none would stay.
 *
 * <p>{@code fixTxOffsets} is not an alternative: it commits the position of the consumer also when
 * a partition is revoked, but a container that stops discards the records of its last poll. Those
 * would be committed without having been received. While a partition is idle, all polled records
 * have been received.
 */
@Component
final class IdleOffsetCommitter implements ConsumerAwareRebalanceListener {

  /** How long a lag that is none may be shown; a question for each partition in that time. */
  private static final Duration TRUSTED = Duration.ofSeconds(10);

  /** Used by the consumer thread only. */
  private final Map<TopicPartition, Known> known = new HashMap<>();

  private final Clock clock;

  IdleOffsetCommitter(Clock clock) {
    this.clock = clock;
  }

  /** A position that was committed at a time. */
  private record Known(long position, Instant at) {}

  /** The offsets of the group may have been reset before this assignment. */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    known.keySet().removeAll(partitions);
  }

  /** Called on the consumer thread after polls without records of this partition. */
  @EventListener
  void partitionIsIdle(ListenerContainerPartitionIdleEvent event) {
    Consumer<?, ?> consumer = event.getConsumer();
    TopicPartition partition = event.getTopicPartition();
    if (consumer.paused().contains(partition)) {
      return;
    }
    long position = consumer.position(partition);
    Instant now = clock.instant();
    Known last = known.get(partition);
    if (last != null && last.position() == position && now.isBefore(last.at().plus(TRUSTED))) {
      return;
    }
    OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
    if (committed != null && committed.offset() < position) {
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position)));
    }
    known.put(partition, new Known(position, now));
  }
}
