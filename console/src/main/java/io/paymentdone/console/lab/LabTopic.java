package io.paymentdone.console.lab;

import io.paymentdone.console.workers.PrintableText;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates and deletes the topic of a lab, and deletes its group; both have the name of the lab.
 * Those of an exhibit of the museum of mistakes have the exhibit's name after it, and the groups of
 * a comparison of protocols the protocol's.
 */
final class LabTopic {

  /** What the names of all topics, groups and clients of labs start with. */
  static final String PREFIX = "payment-done-lab-";

  private static final String SHARE = "-share";

  /** Names that nobody but a lab gives, so that they may be deleted. */
  static final Pattern NAME =
      Pattern.compile(
          PREFIX + "[0-9a-f]{8}(-(eager|cooperative|consumer|share|" + MuseumExhibit.ENDS + "))?");

  private static final Logger log = LoggerFactory.getLogger(LabTopic.class);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final int SEGMENT_MILLIS_MIN = 15_000;

  private LabTopic() {}

  /** A name that no lab has had. */
  static String newName() {
    return PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  /** The client id of a consumer. */
  static String clientId(String lab, int n) {
    return lab + "-" + n;
  }

  /** Whether a consumer of the lab has this client id, or had it. */
  static boolean isClientOf(String lab, String clientId) {
    return clientId.matches(Pattern.quote(lab) + "-[0-9]{1,9}");
  }

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
          LabCalls.await(
              admin.describeTopics(List.of(Topics.PAYMENT_DONE)).allTopicNames(),
              Deadline.ofRequest());
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
    try {
      LabCalls.awaitChange(admin.createTopics(List.of(topic)).all(), Deadline.ofRequest());
    } catch (ExecutionException e) {
      throw LabCalls.unavailable(LabCalls.cause(e));
    }
    return partitions;
  }

  /**
   * Deletes what has the name of a lab. A group is deleted once it has no member: a killed one
   * stays until its session has timed out.
   *
   * @param most how long it takes at most; what Kafka has not answered by then may be done later
   * @return whether topic and group are gone
   */
  static boolean delete(Admin admin, String id, Duration most) {
    String why = delete(admin, id, Deadline.in(most), true);
    if (why != null) {
      log.info("What lab {} has made is not gone yet: {}", id, why);
    }
    return why == null;
  }

  /**
   * As {@link #delete}, one after the other.
   *
   * @return whether all are gone
   */
  static boolean deleteAll(Admin admin, List<String> ids, Deadline deadline) {
    List<String> left = new ArrayList<>(ids);
    for (String id : ids) {
      LabEnding.step(() -> {
        if (delete(admin, id, deadline.left())) {
          left.remove(id);
        }
      });
    }
    return left.isEmpty();
  }

  /**
   * As {@link #delete}, but does not wait for a group to be without members.
   *
   * @return why something is left; null if topic and group are gone
   */
  static @Nullable String deleteOnce(Admin admin, String id, Duration most) {
    return delete(admin, id, Deadline.in(most), false);
  }

  private static @Nullable String delete(
      Admin admin, String id, Deadline deadline, boolean patient) {
    if (!NAME.matcher(id).matches()) {
      throw new IllegalArgumentException(id + " is no name of a lab");
    }
    // Not after the group, for which all the time may be needed.
    KafkaFuture<Void> topic = admin.deleteTopics(List.of(id)).all();
    String group = deleteGroup(admin, id, deadline);
    while (group != null && patient && deadline.left().compareTo(PAUSE) > 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return group;
      }
      group = deleteGroup(admin, id, deadline);
    }
    String left = failure(topic, UnknownTopicOrPartitionException.class, deadline);
    return left == null ? group : left;
  }

  private static @Nullable String deleteGroup(Admin admin, String id, Deadline deadline) {
    KafkaFuture<Void> deletion =
        id.endsWith(SHARE)
            ? admin.deleteShareGroups(List.of(id)).all()
            : admin.deleteConsumerGroups(List.of(id)).all();
    return failure(deletion, GroupIdNotFoundException.class, deadline);
  }

  /** Why Kafka has not deleted it; null if it has, or had nothing to delete. */
  private static @Nullable String failure(
      KafkaFuture<Void> deletion, Class<? extends Exception> nothing, Deadline deadline) {
    try {
      LabCalls.awaitChange(deletion, deadline);
      return null;
    } catch (ExecutionException e) {
      Throwable cause = LabCalls.cause(e);
      return nothing.isInstance(cause) ? null : PrintableText.of(cause.toString());
    } catch (ProblemException e) {
      return e.getMessage();
    }
  }
}
