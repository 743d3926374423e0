package io.paymentdone.notification.group;

import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Looks every few seconds whether the topic has the partitions that it must have, so that a health
 * probe never waits for Kafka.
 */
@Component
class TopicWatch implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Map<String, Object> config;
  private @Nullable Admin admin;
  private volatile @Nullable String problem = "the topic has not been looked at yet";
  private volatile @Nullable String silence;

  TopicWatch(KafkaAdmin kafka) {
    config = new HashMap<>(kafka.getConfigurationProperties());
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
  }

  /** What was wrong with it when it was last seen; empty when all was well. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Why it cannot be seen now; empty when it can. */
  Optional<String> silence() {
    return Optional.ofNullable(silence);
  }

  @Scheduled(fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
  void look() {
    try {
      String found = find();
      if (found != null && !found.equals(problem)) {
        log.warn("Not ready: {}", found);
      }
      problem = found;
      silence = null;
    } catch (ExecutionException e) {
      isSilent("Kafka does not answer: " + e.getCause());
    } catch (KafkaException e) {
      isSilent(Unresolved.describe(e));
    } catch (TimeoutException e) {
      isSilent("Kafka does not answer within " + TIMEOUT.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void isSilent(String why) {
    if (silence == null) {
      log.warn("The topic is not seen: {}", why);
    }
    silence = why;
  }

  private @Nullable String find()
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      int partitions =
          admin()
              .describeTopics(List.of(Topics.PAYMENT_DONE))
              .topicNameValues()
              .values()
              .iterator()
              .next()
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
              .partitions()
              .size();
      return partitions == Topics.PARTITIONS ? null : wrongCount(partitions);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return "topic " + Topics.PAYMENT_DONE + " does not exist; the deployment creates it";
      }
      throw e;
    }
  }

  /** Made by the first look that can: there is none while the brokers' names do not resolve. */
  private synchronized Admin admin() {
    Admin made = admin == null ? Admin.create(config) : admin;
    admin = made;
    return made;
  }

  private static String wrongCount(int partitions) {
    return String.format(
            Locale.ROOT,
            "topic %s has %d partitions, must have %d: a user's events would change their partition",
            Topics.PAYMENT_DONE,
            partitions,
            Topics.PARTITIONS)
        + " and lose their order. To repartition: stop the payment services' relay, let the lag"
        + " reach 0, stop this group, make the topic anew with the right count, delete the group's"
        + " offsets, start all again.";
  }

  @Override
  public synchronized void destroy() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
