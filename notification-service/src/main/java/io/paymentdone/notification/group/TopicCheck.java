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
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Checks every few seconds whether the topic has the right number of partitions, so that a health
 * probe never waits for Kafka.
 */
@Component
class TopicCheck implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(TopicCheck.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /**
   * Failures in a row after which the client is replaced. Its thread may have ended, by an
   * OutOfMemoryError for example: it answers nothing any more then, wherever Kafka is.
   */
  private static final int FAILURES_MAX = 10;

  private final Supplier<Admin> admins;
  private @Nullable Admin admin;
  private int failures;
  private volatile @Nullable String problem = "the topic has not been checked yet";
  private volatile @Nullable String silence;

  @Autowired
  TopicCheck(KafkaAdmin kafka) {
    this(() -> Admin.create(settings(kafka)));
  }

  TopicCheck(Supplier<Admin> admins) {
    this.admins = admins;
  }

  private static Map<String, Object> settings(KafkaAdmin kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.getConfigurationProperties());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    return settings;
  }

  /** The problem that the last successful check found; empty if there was none. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Why the last check failed; empty if it succeeded. */
  Optional<String> silence() {
    return Optional.ofNullable(silence);
  }

  @Scheduled(fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
  void check() {
    try {
      String found = findProblem();
      if (found != null && !found.equals(problem)) {
        log.warn("Not ready: {}", found);
      }
      problem = found;
      silence = null;
      failures = 0;
    } catch (ExecutionException e) {
      failed(
          (isRefusal(e.getCause()) ? "Kafka refuses: " : "Kafka does not answer: ") + e.getCause());
    } catch (KafkaException e) {
      failed(ClientCreationFailure.describe(e));
    } catch (TimeoutException e) {
      failed("Kafka does not answer within " + TIMEOUT.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(String why) {
    if (silence == null) {
      log.warn("The topic cannot be checked: {}", why);
    }
    silence = why;
    failures++;
    if (failures % FAILURES_MAX == 0) {
      destroy();
    }
  }

  private static boolean isRefusal(@Nullable Throwable failure) {
    return failure instanceof AuthorizationException || failure instanceof AuthenticationException;
  }

  private @Nullable String findProblem()
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

  /**
   * Created by the first check that can: no client can be created while the host names do not
   * resolve.
   */
  private synchronized Admin admin() {
    Admin made = admin == null ? admins.get() : admin;
    admin = made;
    return made;
  }

  private static String wrongCount(int partitions) {
    return String.format(
            Locale.ROOT,
            "topic %s has %d partitions instead of %d, so the events of a user would change"
                + " their partition",
            Topics.PAYMENT_DONE,
            partitions,
            Topics.PARTITIONS)
        + " and lose their order. To repartition: stop the payment services' relay, let the lag"
        + " reach 0, stop this group, recreate the topic with the right number of partitions,"
        + " delete the offsets of the group, empty the tables erased_user and read_mark, and start"
        + " everything again.";
  }

  @Override
  public synchronized void destroy() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
      admin = null;
    }
  }
}
