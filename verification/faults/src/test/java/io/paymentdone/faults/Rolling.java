package io.paymentdone.faults;

import io.paymentdone.faults.cluster.Cluster.Node;
import java.time.Duration;
import java.util.List;

/** A deployment: every service stopped and started again, one after another. */
final class Rolling {

  private static final Duration STOP_MAX = Duration.ofSeconds(20);

  private Rolling() {}

  static void restart(Injection fault, List<Node> nodes) throws InterruptedException {
    for (Node node : nodes) {
      restart(fault, node);
    }
    fault.note("restarted " + nodes.size() + " services");
  }

  private static void restart(Injection fault, Node node) throws InterruptedException {
    Duration stopped = node.process().stop();
    fault.took("stop", stopped);
    fault.require(
        stopped.compareTo(STOP_MAX) <= 0,
        node.process().name() + " stopped in " + stopped.toMillis() + " ms");
    node.process().start();
    node.process().awaitReady();
  }

  /** Restarts members of the group in turn, so often: a stop is to meet a poll under way. */
  static void restartOften(Injection fault, List<Node> members, int times)
      throws InterruptedException {
    for (int n = 0; n < times; n++) {
      restart(fault, members.get(n % members.size()));
    }
    fault.note("restarted a notification service " + times + " times");
  }
}
