package io.paymentdone.notification.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Metrics of deliveries. The gauges of lanes are read from the table while a channel has targets,
 * so they are alike on every replica.
 */
@Component
class DeliveryMetrics {

  private static final Logger log = LoggerFactory.getLogger(DeliveryMetrics.class);

  private static final int INTERVAL_SECONDS = 15;

  static final int WAITING_MAX = 100_000;

  /** The order forces the index, which has no lane in which nothing waits. */
  static final String WAITING =
      """
      select count(*)
        from (select
                from unnest(cast(:targets as integer[])) each (target)
               cross join lateral (
                 select
                   from lane
                  where lane.target = each.target and lane.due_at is not null
                  order by lane.due_at
                  limit :limit) waiting
               limit :limit) counted
      """;

  /** A lane in the hands of a worker is not due: the end of its lease is in the future. */
  static final String OLDEST_DUE =
      """
      select coalesce(extract(epoch from statement_timestamp() - min(oldest.due_at)), 0)
        from unnest(cast(:targets as integer[])) each (target)
       cross join lateral (
         select lane.due_at
           from lane
          where lane.target = each.target and lane.due_at <= statement_timestamp()
          order by lane.due_at
          limit 1) oldest
      """;

  /**
   * Ids begin with the time at which they were made, and what waits has the lowest state. The order
   * forces the index: with a condition on the state, PostgreSQL sorts all that waits.
   */
  static final String OLDEST_WAITING =
      """
      select coalesce(extract(epoch from statement_timestamp()
                                         - min(uuid_extract_timestamp(oldest.id))
                                             filter (where oldest.state = 0)), 0)
        from unnest(cast(:targets as integer[])) each (target)
       cross join lateral (
         select delivery.id, delivery.state
           from delivery
          where delivery.target = each.target
          order by delivery.state, delivery.id
          limit 1) oldest
      """;

  /** Disabled, or their secret cannot be decrypted: in either case they are no targets. */
  private static final String WITHHELD =
      """
      select number
        from webhook_endpoint
       where deleted_at is null and number <> all (cast(:targets as integer[]))
      """;

  private final MeterRegistry registry;
  private final JdbcClient database;
  private final String channelOfEndpoints;
  private final Map<String, Lanes> channels = new ConcurrentHashMap<>();

  DeliveryMetrics(MeterRegistry registry, JdbcClient database, Channels channels) {
    this.registry = registry;
    this.database = database;
    this.channelOfEndpoints = channels.nameOfEndpoints();
  }

  /**
   * Counts and times an attempt.
   *
   * @param dead whether it was the last one and failed
   */
  void attempted(String channel, Outcome.Attempted outcome, boolean dead, Duration duration) {
    String result =
        switch (outcome) {
          case Outcome.Delivered _ -> "delivered";
          case Outcome.Rejected _ -> "dead";
          case Outcome.Failed _ -> dead ? "dead" : "failed";
        };
    Counter.builder("notification.deliveries.attempts")
        .description("Attempts to deliver; dead for the last one of a delivery that failed")
        .tag("channel", channel)
        .tag("outcome", result)
        .register(registry)
        .increment();
    Timer.builder("notification.deliveries.duration")
        .description("Time of an attempt")
        .tag("channel", channel)
        .register(registry)
        .record(duration);
  }

  /**
   * Sets the targets of a channel, whose lanes the gauges report from then on.
   *
   * @param paused of them, those that this replica does not try now
   */
  void targets(String channel, List<Integer> targets, long paused) {
    Lanes lanes = channels.computeIfAbsent(channel, this::register);
    lanes.targets = List.copyOf(targets);
    lanes.targetsPaused = paused;
  }

  /** Reads the gauges. */
  @Scheduled(fixedDelay = INTERVAL_SECONDS, timeUnit = TimeUnit.SECONDS)
  void read() {
    channels.forEach((channel, lanes) -> {
      try {
        read(lanes);
        if (channel.equals(channelOfEndpoints)) {
          readWithheld(lanes);
        }
      } catch (RuntimeException e) {
        lanes.waiting = Double.NaN;
        lanes.oldestDueSeconds = Double.NaN;
        lanes.oldestWaitingSeconds = Double.NaN;
        lanes.withheld = Double.NaN;
        lanes.oldestWithheldSeconds = Double.NaN;
        log.warn("The lanes of channel {} cannot be counted: {}", channel, e.getMessage());
      }
    });
  }

  private void read(Lanes lanes) {
    List<Integer> targets = lanes.targets;
    lanes.waiting = number(WAITING, targets);
    lanes.oldestDueSeconds = number(OLDEST_DUE, targets);
    lanes.oldestWaitingSeconds = number(OLDEST_WAITING, targets);
  }

  private void readWithheld(Lanes lanes) {
    List<Integer> withheld =
        database
            .sql(WITHHELD)
            .param("targets", lanes.targets.toArray(Integer[]::new))
            .query((row, number) -> row.getInt("number"))
            .list();
    lanes.withheld = number(WAITING, withheld);
    lanes.oldestWithheldSeconds = number(OLDEST_WAITING, withheld);
  }

  private double number(String query, List<Integer> targets) {
    if (targets.isEmpty()) {
      return 0;
    }
    return database
        .sql(query)
        .param("targets", targets.toArray(Integer[]::new))
        .param("limit", WAITING_MAX)
        .query(Double.class)
        .single();
  }

  private Lanes register(String channel) {
    Lanes lanes = new Lanes();
    Gauge.builder("notification.deliveries.lanes.waiting", lanes, state -> state.waiting)
        .description("Lanes in which a delivery waits, at most " + WAITING_MAX)
        .tag("channel", channel)
        .register(registry);
    Gauge.builder("notification.deliveries.oldest.due", lanes, state -> state.oldestDueSeconds)
        .description("Time since the oldest due lane became due")
        .baseUnit("seconds")
        .tag("channel", channel)
        .register(registry);
    Gauge.builder(
            "notification.deliveries.oldest.waiting", lanes, state -> state.oldestWaitingSeconds)
        .description("Age of the oldest delivery that waits, whether it is due or not")
        .baseUnit("seconds")
        .tag("channel", channel)
        .register(registry);
    Gauge.builder("notification.deliveries.targets.paused", lanes, state -> state.targetsPaused)
        .description("Targets that are down: this replica tries them again in a while")
        .tag("channel", channel)
        .register(registry);
    if (channel.equals(channelOfEndpoints)) {
      registerWithheld(channel, lanes);
    }
    return lanes;
  }

  private void registerWithheld(String channel, Lanes lanes) {
    Gauge.builder("notification.deliveries.lanes.withheld", lanes, state -> state.withheld)
        .description(
            "Lanes in which a delivery waits for an endpoint that nothing is sent to, at most "
                + WAITING_MAX)
        .tag("channel", channel)
        .register(registry);
    Gauge.builder(
            "notification.deliveries.oldest.withheld", lanes, state -> state.oldestWithheldSeconds)
        .description("Age of the oldest delivery that waits for such an endpoint")
        .baseUnit("seconds")
        .tag("channel", channel)
        .register(registry);
  }

  /** Lanes of a channel, as they were when they were last read. */
  private static final class Lanes {
    private volatile List<Integer> targets = List.of();
    private volatile long targetsPaused;
    private volatile double waiting;
    private volatile double oldestDueSeconds;
    private volatile double oldestWaitingSeconds;
    private volatile double withheld;
    private volatile double oldestWithheldSeconds;
  }
}
