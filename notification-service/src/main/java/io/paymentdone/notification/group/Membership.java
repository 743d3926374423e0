package io.paymentdone.notification.group;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Whether this replica is a member of the group, from the metrics of the client, which any thread
 * can read and which exist with both group protocols.
 */
@Component
class Membership {

  private static final String GROUP = "consumer-coordinator-metrics";

  /** A member without a heartbeat for longer is about to be removed from the group. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

  private final KafkaListenerEndpointRegistry listeners;

  Membership(KafkaListenerEndpointRegistry listeners) {
    this.listeners = listeners;
  }

  /** Why this replica is not a member; empty if it is. */
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

  /** Why the coordinator is out of reach; empty if heartbeats arrive. */
  Optional<String> silence() {
    boolean silent =
        listeners.getListenerContainers().stream()
            .flatMapToDouble(container -> values(container, "last-heartbeat-seconds-ago"))
            .anyMatch(ago -> ago < 0 || ago > SILENCE_MAX.toSeconds());
    return silent ? Optional.of("heartbeats do not reach the group coordinator") : Optional.empty();
  }

  /** Partitions assigned to this replica. */
  List<Integer> partitions() {
    return listeners.getListenerContainers().stream()
        .map(MessageListenerContainer::getAssignedPartitions)
        .filter(Objects::nonNull)
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
