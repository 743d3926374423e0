package io.paymentdone.notification.group;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.stereotype.Component;

/**
 * Assigned partitions whose committed offset is out of range: retention deleted records that the
 * group had not read, or the topic was truncated.
 *
 * <p>Such a partition is paused, not reset, because a reset would hide that payments are in no
 * feed. It is read again after an operator has stopped the group and reset its offset.
 */
@Component
final class OutOfRangePartitions implements ConsumerAwareRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(OutOfRangePartitions.class);

  private final Map<TopicPartition, String> incidents = new ConcurrentHashMap<>();

  /**
   * Pauses partitions whose offset is out of range.
   *
   * @param next next offset by partition
   */
  void halt(Consumer<?, ?> consumer, Map<TopicPartition, Long> next) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(next.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(next.keySet());
    next.forEach((partition, offset) -> {
      long beginning = beginnings.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, Long.MAX_VALUE);
      halt(consumer, partition, offset, describe(partition, offset, beginning, end));
    });
  }

  private void halt(
      Consumer<?, ?> consumer, TopicPartition partition, long offset, String incident) {
    // The partition needs a position, because the container reads the position of every partition.
    consumer.seek(partition, offset);
    consumer.pause(List.of(partition));
    if (incidents.put(partition, incident) == null) {
      log.error("Halted {}: {}", partition, incident);
    }
  }

  private static String describe(TopicPartition partition, long offset, long beginning, long end) {
    if (offset < beginning) {
      return String.format(
          Locale.ROOT,
          "retention deleted records that the group had not read: partition %d offsets %d–%d are"
              + " missing",
          partition.partition(),
          offset,
          beginning - 1);
    }
    return String.format(
        Locale.ROOT,
        "the topic lost records or was recreated: partition %d ends at %d, the group was at %d",
        partition.partition(),
        end,
        offset);
  }

  /** Revoked partitions are reported by their next owner. */
  @Override
  public void onPartitionsRevokedAfterCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    incidents.keySet().removeAll(partitions);
  }

  /** One text for each halted partition, which names the missing offsets. */
  List<String> incidents() {
    return incidents.values().stream().sorted().toList();
  }
}
