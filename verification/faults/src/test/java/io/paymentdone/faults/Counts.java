package io.paymentdone.faults;

import io.paymentdone.faults.load.Attempt;
import io.paymentdone.faults.load.Order;
import io.paymentdone.faults.load.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a load fared.
 *
 * @param unavailable longest time from one 2xx to the next
 * @param refusals how many requests, repeated ones too, ended in which other way
 */
record Counts(int ok, int failed, int unknown, Duration unavailable, Map<String, Long> refusals) {

  static Counts of(List<Order> orders) {
    long[] answered =
        orders.stream()
            .flatMap(order -> order.attempts().stream())
            .filter(attempt -> attempt.outcome() == Outcome.OK)
            .mapToLong(Attempt::doneNanos)
            .sorted()
            .toArray();
    long longest = 0;
    for (int i = 1; i < answered.length; i++) {
      longest = Math.max(longest, answered[i] - answered[i - 1]);
    }
    return new Counts(
        count(orders, Outcome.OK),
        count(orders, Outcome.FAILED),
        count(orders, Outcome.UNKNOWN),
        Duration.ofNanos(longest),
        orders.stream()
            .flatMap(order -> order.attempts().stream())
            .filter(attempt -> attempt.outcome() != Outcome.OK)
            .collect(Collectors.groupingBy(Counts::refusal, TreeMap::new, Collectors.counting())));
  }

  private static String refusal(Attempt attempt) {
    return attempt.status() == 0
        ? String.valueOf(attempt.code())
        : attempt.status() + " " + attempt.code();
  }

  private static int count(List<Order> orders, Outcome outcome) {
    return (int) orders.stream().filter(order -> order.outcome() == outcome).count();
  }
}
