package io.paymentdone.faults.report;

import io.paymentdone.faults.check.SystemState.FeedEntry;
import io.paymentdone.faults.load.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A trial second by second.
 *
 * @param acceptedPerSecond payments answered 2xx
 * @param feedLagSeconds longest time from a payment to its feed entry, of the entries that arrived
 *     in that second; 0 when none did
 * @param faultFrom second in which the fault began
 * @param faultUntil second in which it was healed
 */
public record Timeline(
    List<Integer> acceptedPerSecond,
    List<Double> feedLagSeconds,
    double faultFrom,
    double faultUntil) {

  /** When a trial ran, on both clocks. */
  public record Span(
      long beginNanos, Instant begin, long faultFromNanos, long faultUntilNanos, long endNanos) {

    /** Reads both clocks now. */
    public static Span beginning() {
      long now = System.nanoTime();
      return new Span(now, Instant.now(), now, now, now);
    }

    /** With the times that were not known at the beginning. */
    public Span ended(long faultFrom, long faultUntil) {
      return new Span(beginNanos, begin, faultFrom, faultUntil, System.nanoTime());
    }

    double second(long nanos) {
      return (nanos - beginNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }
  }

  /** Sorts what happened into seconds. */
  public static Timeline of(Span span, List<Order> orders, List<FeedEntry> feed) {
    int seconds = (int) Math.ceil(span.second(span.endNanos())) + 1;
    int[] accepted = new int[seconds];
    for (Order order : orders) {
      order
          .acceptedNanos()
          .ifPresent(nanos -> accepted[Math.clamp((long) span.second(nanos), 0, seconds - 1)]++);
    }
    double[] lag = new double[seconds];
    for (FeedEntry entry : feed) {
      long second = Duration.between(span.begin(), entry.receivedAt()).toSeconds();
      if (!entry.occurredAt().isBefore(span.begin()) && second >= 0 && second < seconds) {
        double late = Duration.between(entry.occurredAt(), entry.receivedAt()).toMillis() / 1000.0;
        lag[(int) second] = Math.max(lag[(int) second], late);
      }
    }
    List<Integer> acceptedList = new ArrayList<>();
    List<Double> lagList = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      acceptedList.add(accepted[second]);
      lagList.add(lag[second]);
    }
    return new Timeline(
        acceptedList,
        lagList,
        span.second(span.faultFromNanos()),
        span.second(span.faultUntilNanos()));
  }
}
