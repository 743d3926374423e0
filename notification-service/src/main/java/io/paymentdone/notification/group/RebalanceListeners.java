package io.paymentdone.notification.group;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.annotation.Primary;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.stereotype.Component;

/**
 * Delegates to all rebalance listeners; Spring Boot registers a listener only if there is exactly
 * one.
 */
@Component
@Primary
final class RebalanceListeners implements ConsumerAwareRebalanceListener {

  private final List<ConsumerAwareRebalanceListener> listeners;

  RebalanceListeners(List<ConsumerAwareRebalanceListener> listeners) {
    this.listeners = listeners;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    listeners.forEach(listener -> listener.onPartitionsAssigned(consumer, partitions));
  }

  @Override
  public void onPartitionsRevokedBeforeCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    listeners.forEach(listener -> listener.onPartitionsRevokedBeforeCommit(consumer, partitions));
  }

  @Override
  public void onPartitionsRevokedAfterCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    listeners.forEach(listener -> listener.onPartitionsRevokedAfterCommit(consumer, partitions));
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    listeners.forEach(listener -> listener.onPartitionsLost(consumer, partitions));
  }
}
