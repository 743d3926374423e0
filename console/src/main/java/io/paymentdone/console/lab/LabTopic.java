package io.paymentdone.console.lab;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and deletes the topic of a lab, and deletes its group; both have the name of the lab. */
final class LabTopic {

  /** Names that nobody but a lab gives, so that they may be deleted. */
  static final Pattern NAME = Pattern.compile("lab-[0-9a-f]{8}");

  private static final Logger log = LoggerFactory.getLogger(LabTopic.class);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int SEGMENT_MILLIS_MIN = 15_000;

  private LabTopic() {}

  /**
   * Creates the lab's own topic, or finds {@code payment-done}.
   *
   * @return number of partitions
   */
  static int create(Admin admin, String id, LabSettings plan) {
    Integer partitions = plan.partitions();
    Integer retention = plan.retentionMs();
    if (partitions == null || retention == null) {
      var description =
          LabCalls.await(admin.describeTopics(List.of(Topics.PAYMENT_DONE)).allTopicNames());
      return Objects.requireNonNull(description.get(Topics.PAYMENT_DONE)).partitions().size();
    }
    NewTopic topic = new NewTopic(id, Optional.of(partitions), Optional.empty());
    // Retention deletes whole segments, and not the one that is written.
    int segment = Math.max(SEGMENT_MILLIS_MIN, retention / 4);
    topic.configs(
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG,
            Integer.toString(retention),
            TopicConfig.SEGMENT_MS_CONFIG,
            Integer.toString(segment)));
    var _ = LabCalls.await(admin.createTopics(List.of(topic)).all());
    return partitions;
  }

  /**
   * Deletes what has the name of a lab. A group is deleted once it has no member: a killed one
   * stays until its session has timed out.
   *
   * @param most how long to wait for that
   * @return whether topic and group are gone
   */
  static boolean delete(Admin admin, String id, Duration most) {
    if (!NAME.matcher(id).matches()) {
      throw new IllegalArgumentException(id + " is no name of a lab");
    }
    long deadline = System.nanoTime() + most.toNanos();
    boolean groupGone = deleteGroup(admin, id);
    while (!groupGone && System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      groupGone = deleteGroup(admin, id);
    }
    return deleteTopic(admin, id) && groupGone;
  }

  private static boolean deleteGroup(Admin admin, String id) {
    try {
      var _ = LabCalls.awaitOrFail(admin.deleteConsumerGroups(List.of(id)).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return true;
      }
      if (!(e.getCause() instanceof GroupNotEmptyException)) {
        log.warn("The group {} of a lab is not deleted yet: {}", id, String.valueOf(e.getCause()));
      }
      return false;
    }
  }

  private static boolean deleteTopic(Admin admin, String id) {
    try {
      var _ = LabCalls.awaitOrFail(admin.deleteTopics(List.of(id)).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return true;
      }
      log.warn("The topic {} of a lab is not deleted: {}", id, String.valueOf(e.getCause()));
      return false;
    }
  }
}
