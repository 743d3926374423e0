package io.paymentdone.faults;

import io.paymentdone.faults.check.DueEntry;
import io.paymentdone.faults.check.LaneCheck;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.servers.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a row promises of a receiver of deliveries.
 *
 * @param kind of deliveries, for people
 * @param lanes what the receiver has taken
 * @param gets which users' deliveries it gets, from their first feed entry
 * @param isHealthy which users' deliveries it never refuses
 */
record Receiver(String kind, LaneCheck lanes, Predicate<String> gets, Predicate<String> isHealthy) {

  /** After a refusal a lane waits for some 5 s. */
  private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(30);

  private static final Duration PROMPT = Duration.ofSeconds(1);
  private static final Duration LAG_MAX = Duration.ofSeconds(5);
  private static final Duration WARM_UP_MAX = Duration.ofMinutes(3);

  /** Each look reads the whole feed. */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

  /**
   * Waits until nothing waits for longer than a second: what services that have just started
   * deliver late says nothing about a fault.
   */
  void awaitPrompt(Cluster cluster) {
    Waiting.require(
        WARM_UP_MAX,
        "each " + kind + " comes at once before the fault",
        () -> {
          Waiting.during(LOOK_INTERVAL);
          Instant before = Instant.now().minus(PROMPT);
          return lanes.hasAll(
              due(cluster).stream().filter(entry -> entry.receivedAt().isBefore(before)).toList());
        });
  }

  /** Requires I5, and that no healthy user's delivery was late since the fault began. */
  void require(Injection fault, Instant begin) {
    List<DueEntry> due = due(fault.cluster());
    Waiting.until(DELIVERED_WITHIN, () -> lanes.hasAll(due));
    fault.figure(kind + "s due", Integer.toString(due.size()));
    lanes
        .violations(due)
        .forEach(violation -> fault.require(false, "I5, " + kind + ": " + violation));
    List<Duration> lags =
        lanes.lags(
            due.stream()
                .filter(
                    entry -> entry.receivedAt().isAfter(begin) && isHealthy.test(entry.userId()))
                .toList());
    fault.require(!lags.isEmpty(), "healthy users get " + kind + "s");
    if (!lags.isEmpty()) {
      requireLag(fault, "99th percentile", lags.get(lags.size() * 99 / 100), PROMPT);
      requireLag(fault, "longest time", lags.getLast(), LAG_MAX);
    }
  }

  private void requireLag(Injection fault, String figure, Duration lag, Duration max) {
    String what = figure + " from healthy users' feed entries to " + kind + "s";
    fault.figure(what, lag.toMillis() + " ms");
    fault.require(
        lag.compareTo(max) <= 0,
        what + " at most " + max.toMillis() + " ms, was " + lag.toMillis() + " ms");
  }

  private List<DueEntry> due(Cluster cluster) {
    try {
      return DueEntry.all(cluster.postgres()).stream()
          .filter(entry -> gets.test(entry.userId()))
          .toList();
    } catch (SQLException e) {
      throw new IllegalStateException("the feed cannot be read", e);
    }
  }
}
