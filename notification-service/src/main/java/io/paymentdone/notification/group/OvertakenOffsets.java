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
 * Assigned partitions whose next offset the topic does not have: retention overtook the group, or
 * the topic lost its end.
 *
 * <p>Each is paused, not reset: a reset would hide that payments are in no feed. It goes on when an
 * operator has moved the group's offset, for which the group must be stopped.
 */
@Component
final class OvertakenOffsets implements ConsumerAwareRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(OvertakenOffsets.class);

  private final Map<TopicPartition, String> incidents = new ConcurrentHashMap<>();

  /**
   * Pauses partitions at an offset that is not there.
   *
   * @param next the offset to read next, of each partition
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
    // A position of its own, for the container asks for every partition's.
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
          "retention overtook the group: partition %d offsets %d–%d are missing",
          partition.partition(),
          offset,
          beginning - 1);
    }
    return String.format(
        Locale.ROOT,
        "the topic lost records or was made anew: partition %d ends at %d, the group was at %d",
        partition.partition(),
        end,
        offset);
  }

  /** Partitions that this member does not own any more are the next owner's to report. */
  @Override
  public void onPartitionsRevokedAfterCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    incidents.keySet().removeAll(partitions);
  }

  /** What is missing, one text for each halted partition. */
  List<String> incidents() {
    return incidents.values().stream().sorted().toList();
  }
}
