package io.paymentdone.notification.group;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Whether this replica is a member of the group, from the client's own metrics: they can be read
 * from any thread, and exist with either group protocol.
 */
@Component
class Membership {

  private static final String GROUP = "consumer-coordinator-metrics";

  /** A member that has not sent a heartbeat for so long is about to be put out of its group. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

  private final KafkaListenerEndpointRegistry listeners;

  Membership(KafkaListenerEndpointRegistry listeners) {
    this.listeners = listeners;
  }

  /** Why it has not become one; empty when it has. */
  Optional<String> problem() {
    for (MessageListenerContainer container : listeners.getListenerContainers()) {
      if (!container.isRunning()) {
        return Optional.of("the consumer is stopped");
      }
      if (container.metrics().isEmpty()) {
        return Optional.of("the consumer has not started");
      }
      if (values(container, "last-rebalance-seconds-ago").anyMatch(ago -> ago < 0)) {
        return Optional.of("not yet a member of the group");
      }
    }
    return Optional.empty();
  }

  /** Whether its heartbeats do not reach the coordinator; empty when they do. */
  Optional<String> silence() {
    boolean silent =
        listeners.getListenerContainers().stream()
            .flatMapToDouble(container -> values(container, "last-heartbeat-seconds-ago"))
            .anyMatch(ago -> ago < 0 || ago > SILENCE_MAX.toSeconds());
    return silent ? Optional.of("no heartbeat to the group's coordinator") : Optional.empty();
  }

  /** Partitions assigned to it. */
  List<Integer> partitions() {
    return listeners.getListenerContainers().stream()
        .map(MessageListenerContainer::getAssignedPartitions)
        .filter(java.util.Objects::nonNull)
        .flatMap(Collection::stream)
        .map(TopicPartition::partition)
        .sorted()
        .toList();
  }

  private static DoubleStream values(MessageListenerContainer container, String name) {
    return container.metrics().values().stream().mapToDouble(metrics -> value(metrics, name));
  }

  private static double value(Map<MetricName, ? extends Metric> metrics, String name) {
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name) && entry.getKey().group().equals(GROUP))
        .map(entry -> entry.getValue().metricValue())
        .filter(Number.class::isInstance)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .findFirst()
        .orElse(-1);
  }
}
