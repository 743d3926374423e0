package io.paymentdone.console.lag;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.console.topics.TopicReaders;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The lag of the watched groups in time, and its metrics.
 *
 * <p>For a partition with unread records, one record is read: that at or after the committed
 * offset. This is done on a thread of its own, after the committed offset has moved, at most each 2
 * s for a group that a page shows, each 10 s for one that only metrics or other clients ask for,
 * and not at all while nobody does.
 */
@Component
public class GroupLags implements SmartLifecycle {

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  private final Map<String, Watched> groups = new ConcurrentHashMap<>();
  private final BrokerClock clock = new BrokerClock(Clock.systemUTC());
  private final OldestRecords oldestRecords;
  private final MeterRegistry metrics;
  private final Workers workers;
  private @Nullable Worker worker;

  GroupLags(TopicReaders topics, MeterRegistry metrics, Workers workers) {
    this.oldestRecords = new OldestRecords(topics::singleRecords);
    this.metrics = metrics;
    this.workers = workers;
  }

  private record Watched(GroupLag lag, List<Meter> meters) {}

  /**
   * The lag of a group in time.
   *
   * @param partitions by partition; all that were observed
   * @param waiting what is known of the offsets that wait, by partition; all that were observed
   * @param total the largest of {@code partitions}
   */
  public record Measured(
      Map<TopicPartition, LagTime> partitions,
      Map<TopicPartition, Waiting> waiting,
      LagTime total) {}

  /** Starts to measure a group, and adds its metrics. */
  public void watch(String groupId) {
    groups.computeIfAbsent(
        groupId,
        id -> {
          GroupLag lag = new GroupLag();
          return new Watched(
              lag,
              List.of(
                  gauge(
                      "console.group.lag.seconds",
                      "Age of the oldest record that the group has not committed yet",
                      id,
                      lag,
                      GroupLag::seconds),
                  gauge(
                      "console.group.lag.records",
                      "Records that the group has not committed yet",
                      id,
                      lag,
                      GroupLag::records)));
        });
  }

  private Gauge gauge(
      String name,
      String description,
      String groupId,
      GroupLag lag,
      BiFunction<GroupLag, Instant, @Nullable Number> figure) {
    return Gauge.builder(
            name,
            lag,
            asked -> {
              Instant now = clock.now();
              asked.asked(now);
              Number known = figure.apply(asked, now);
              return known == null ? Double.NaN : known.doubleValue();
            })
        .description(description)
        .tag("group", groupId)
        .register(metrics);
  }

  /** Stops to measure a group, and removes its metrics. */
  public void forget(String groupId) {
    Watched gone = groups.remove(groupId);
    if (gone != null) {
      gone.meters().forEach(metrics::remove);
    }
  }

  /** Notes that a page shows the group now. */
  public void shown(String groupId) {
    Watched group = groups.get(groupId);
    if (group != null) {
      group.lag().shown(clock.now());
    }
  }

  /** Notes that a client asks for the group now; the next answers know more. */
  public void asked(String groupId) {
    Watched group = groups.get(groupId);
    if (group != null) {
      group.lag().asked(clock.now());
    }
  }

  /** Notes the time that the broker gave to a record that has just arrived. */
  public void brokerTime(Instant stampedAt) {
    clock.observe(stampedAt);
  }

  /**
   * Measures a group.
   *
   * @param unread what the group has to read of each partition now; of a group that is not watched
   *     only those lags are known that are 0
   */
  public Measured observe(String groupId, List<Unread> unread) {
    Watched group = groups.get(groupId);
    GroupLag lag = group == null ? new GroupLag() : group.lag();
    return lag.observe(unread, clock.now());
  }

  /** The lag of a watched group in seconds; null if it is not known. */
  public @Nullable Double seconds(String groupId) {
    Watched group = groups.get(groupId);
    return group == null ? null : group.lag().seconds(clock.now());
  }

  private void turn() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    Instant now = clock.now();
    Map<GroupLag, List<Unread>> due = new HashMap<>();
    groups.values().forEach(group -> due.put(group.lag(), group.lag().due(now)));
    Map<String, Set<Unread>> byTopic =
        due.values().stream()
            .flatMap(Collection::stream)
            .collect(groupingBy(range -> range.partition().topic(), toSet()));
    Map<Unread, Oldest> found = new HashMap<>();
    KafkaException failure = null;
    int failed = 0;
    for (Set<Unread> ranges : byTopic.values()) {
      try {
        found.putAll(oldestRecords.read(ranges));
      } catch (KafkaException e) {
        failure = e;
        failed++;
      }
    }
    due.forEach((group, ranges) -> group.read(ranges, found, clock.now()));
    // A topic that the console may not read leaves the lag of its groups unknown, and no other.
    if (failure != null && failed == byTopic.size()) {
      throw failure;
    }
  }

  @Override
  public synchronized void start() {
    worker = workers.start("lag-in-time", this::turn);
  }

  @Override
  public synchronized void stop() {
    Worker running = worker;
    worker = null;
    if (running != null) {
      workers.end(running);
      if (running.join(STOP_TIMEOUT)) {
        oldestRecords.close();
      }
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return worker != null;
  }
}
