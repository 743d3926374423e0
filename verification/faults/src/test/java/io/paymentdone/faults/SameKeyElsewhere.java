package io.paymentdone.faults;

import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.load.Attempt;
import io.paymentdone.faults.load.Order;
import io.paymentdone.faults.load.Outcome;
import io.paymentdone.faults.load.PaymentClient;
import io.paymentdone.servers.Waiting;
import java.time.Duration;

/** What a client does that gets no answer: the same payment, with the same key, at the other. */
final class SameKeyElsewhere {

  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final int PAYMENTS = 50;

  private SameKeyElsewhere() {}

  /** Repeats the frozen service's unanswered payments at the other one. */
  static void check(Injection fault, Node frozen, Node other) throws InterruptedException {
    long begin = System.nanoTime();
    Waiting.during(Duration.ofSeconds(1));
    int answered = 0;
    try (PaymentClient client = new PaymentClient()) {
      for (Order order : fault.system().log().unanswered(PAYMENTS)) {
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
