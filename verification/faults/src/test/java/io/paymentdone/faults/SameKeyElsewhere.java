package io.paymentdone.faults;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.Waiting;
import io.paymentdone.faults.load.Attempt;
import io.paymentdone.faults.load.Order;
import io.paymentdone.faults.load.Outcome;
import io.paymentdone.faults.load.PaymentClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a client does that gets no answer: the same payment, with the same key, at the other. */
final class SameKeyElsewhere {

  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final int PAYMENTS = 50;

  private SameKeyElsewhere() {}

  /** Repeats the frozen service's unanswered payments at the other one. */
  static void check(Injection fault, Node frozen, Node other)
      throws InterruptedException, SQLException {
    long begin = System.nanoTime();
    Waiting.during(Duration.ofSeconds(1));
    List<Order> unanswered = fault.system().log().unanswered(PAYMENTS);
    long stored = storedBefore(begin, unanswered, fault);
    fault.figure("stored without an answer", Long.toString(stored));
    fault.require(stored > 0, "a transaction of the frozen service has committed");
    int answered = 0;
    try (PaymentClient client = new PaymentClient()) {
      for (Order order : unanswered) {
        long repeated = System.nanoTime();
        boolean ok = Waiting.until(ANSWER_MAX, () -> sends(client, order, other.process().port()));
        Duration took = Duration.ofNanos(System.nanoTime() - repeated);
        fault.took("same key elsewhere", took);
        fault.require(
            ok && took.compareTo(ANSWER_MAX) <= 0,
            order.description() + " is answered by the other within 20 s");
        answered++;
      }
    }
    fault.require(answered > 0, "payments were under way at the frozen service");
    fault.figure(
        "repeated elsewhere",
        answered
            + " payments of "
            + frozen.process().name()
            + " in "
            + Duration.ofNanos(System.nanoTime() - begin).toMillis()
            + " ms");
  }

  private static long storedBefore(long nanos, List<Order> orders, Injection fault)
      throws SQLException {
    Set<String> keys =
        orders.stream()
            .filter(order -> order.createdNanos() < nanos)
            .map(Order::idempotencyKey)
            .collect(Collectors.toSet());
    return new Databases(fault.cluster().postgres())
        .payments().stream().filter(payment -> keys.contains(payment.idempotencyKey())).count();
  }

  private static boolean sends(PaymentClient client, Order order, int port) {
    try {
      Attempt attempt = client.send(order, port);
      return attempt.outcome() == Outcome.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
