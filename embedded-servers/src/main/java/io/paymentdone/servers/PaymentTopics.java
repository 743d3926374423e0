package io.paymentdone.servers;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of {@link Topics} as a deployment does. */
public final class PaymentTopics {

  private static final int TIMEOUT_SECONDS = 30;

  /** Only closed segments can expire: ten minutes make an hour's retention an hour. */
  private static final String SEGMENT_MILLIS = millis(Duration.ofMinutes(10));

  private PaymentTopics() {}

  /**
   * Creates the missing topics.
   *
   * @param replicationFactor 1 on a single broker, 3 on three
   * @throws IllegalStateException when the broker did not create them within 30 s
   */
  public static void create(String bootstrapServers, int replicationFactor) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      create(admin, replicationFactor);
    }
  }

  /** As {@link #create(String, int)}, where a client needs more than an address. */
  public static void create(Admin admin, int replicationFactor) {
    try {
      for (NewTopic topic : topics((short) replicationFactor)) {
        createIfAbsent(admin, topic);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating the topics", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot create the topics", e);
    }
  }

  private static List<NewTopic> topics(short replicationFactor) {
    return List.of(
        new NewTopic(Topics.PAYMENT_DONE, Topics.PARTITIONS, replicationFactor)
            .configs(Map.of("retention.ms", millis(Topics.PAYMENT_DONE_RETENTION))),
        new NewTopic(Topics.PAYMENT_DONE_DLT, Topics.PARTITIONS, replicationFactor)
            .configs(
                Map.of(
                    "retention.ms",
                    millis(Topics.PAYMENT_DONE_DLT_RETENTION),
                    "max.message.bytes",
                    Integer.toString(Topics.PAYMENT_DONE_DLT_MESSAGE_BYTES_MAX))),
        new NewTopic(Topics.NOTIFICATION_GROUP_EVENTS, 1, replicationFactor)
            .configs(
                Map.of(
                    "retention.ms",
                    millis(Topics.NOTIFICATION_GROUP_EVENTS_RETENTION),
                    "segment.ms",
                    SEGMENT_MILLIS,
                    "message.timestamp.type",
                    "LogAppendTime")),
        new NewTopic(Topics.NOTIFICATION_REBALANCES, 1, replicationFactor)
            .configs(Map.of("retention.ms", millis(Topics.NOTIFICATION_REBALANCES_RETENTION))));
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static void createIfAbsent(Admin admin, NewTopic topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }
}
