package io.paymentdone.notification.group;

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
 * Commits the offset behind what no reader gets, markers and records of aborted transactions, once
 * a partition is idle: else its lag never reached 0.
 *
 * <p>Not {@code fixTxOffsets}: that takes the consumer's position whenever it likes, also when a
 * partition is given up, though a container that stops discards what it has just polled. It then
 * commits the discarded records as read, and they are lost. When a partition is idle, all that was
 * polled has been received.
 */
@Component
final class CommitPastTransactions implements ConsumerAwareRebalanceListener {

  /** Positions known to be committed. Of the consumer's thread alone. */
  private final Map<TopicPartition, Long> known = new HashMap<>();

  /** Somebody may have moved the group meanwhile. */
  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    known.keySet().removeAll(partitions);
  }

  /** The container calls this in the consumer's thread, after a poll without records of it. */
  @EventListener
  void partitionIsIdle(ListenerContainerPartitionIdleEvent event) {
    Consumer<?, ?> consumer = event.getConsumer();
    TopicPartition partition = event.getTopicPartition();
    if (consumer.paused().contains(partition)) {
      return;
    }
    long position = consumer.position(partition);
    if (Long.valueOf(position).equals(known.get(partition))) {
      return;
    }
    OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
    if (committed != null && committed.offset() < position) {
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position)));
    }
    known.put(partition, position);
  }
}
