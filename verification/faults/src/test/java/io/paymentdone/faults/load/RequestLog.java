package io.paymentdone.faults.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Everything that the clients of one system have sent. */
public final class RequestLog {

  private final ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>();

  /** Logs it before it is sent. */
  public void add(Order order) {
    orders.add(order);
  }

  /** All, in the order they were first sent. */
  public List<Order> orders() {
    return List.copyOf(orders);
  }

  /** Some payments with a key that were sent and have no outcome yet. */
  public List<Order> unanswered(int limit) {
    return orders.stream()
        .filter(order -> order.idempotencyKey() != null && order.attempts().isEmpty())
        .limit(limit)
        .toList();
  }

  /** Whether a payment was answered 2xx since then. */
  public boolean acceptedAfter(long nanos) {
    return orders.stream().anyMatch(order -> order.acceptedNanos().orElse(nanos) > nanos);
  }

  /** The longest time from the sending of a request since then to its outcome. */
  public Duration slowestSince(long nanos) {
    return percentileSince(nanos, 100);
  }

  /**
   * A percentile of the times from the sending of each request since then to its outcome; zero when
   * there is none.
   */
  public Duration percentileSince(long nanos, double percentile) {
    long[] times =
        orders.stream()
            .flatMap(order -> order.attempts().stream())
            .filter(attempt -> attempt.sentNanos() >= nanos)
            .mapToLong(attempt -> attempt.doneNanos() - attempt.sentNanos())
            .sorted()
            .toArray();
    int rank = (int) Math.ceil(percentile / 100 * times.length);
    return times.length == 0 ? Duration.ZERO : Duration.ofNanos(times[Math.max(0, rank - 1)]);
  }

  /** How requests that were sent since then were answered; 0 for those that were not. */
  public Set<Integer> statusesSince(long nanos) {
    return orders.stream()
        .flatMap(order -> order.attempts().stream())
        .filter(attempt -> attempt.sentNanos() >= nanos)
        .map(Attempt::status)
        .collect(Collectors.toSet());
  }

  /** Those of one load. */
  public List<Order> ordersOf(String load) {
    String prefix = "order " + load + "-";
    return orders.stream().filter(order -> order.description().startsWith(prefix)).toList();
  }
}
