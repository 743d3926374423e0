package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;

import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.faults.load.RequestLog;
import io.paymentdone.servers.process.ServiceProcess;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Row 24: strangers who begin requests and do not finish them. */
@Tag("faults")
class HeldConnectionsSystemTests {

  private static final int CONNECTIONS = 2000;
  private static final Duration HELD = Duration.ofSeconds(60);
  private static final Duration OTHERS_P99_MAX = Duration.ofSeconds(1);

  /** TCP tries again after one second and after three more; the client gives up after fifteen. */
  private static final Duration OTHERS_SLOWEST_MAX = Duration.ofSeconds(5);

  @Test
  void servesOthersBesideHeldConnections() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(
            ClusterSpec.named("held-connections").withServices(1, 1).withConsole())) {
      holds(
          new Trial(system, "24", "2 000 connections with half a header, or half a body")
              .run(HeldConnectionsSystemTests::hold));
    }
  }

  private static void hold(Injection fault) {
    Cluster cluster = fault.cluster();
    ServiceProcess payment = cluster.payments().getFirst().process();
    hold(fault, payment, "headers", HeldConnections.withHalfAHeader(payment.port()));
    hold(
        fault,
        payment,
        "bodies",
        HeldConnections.withoutLastByteOfBody(payment.port(), "/payments"));
    for (Node node : cluster.notifications()) {
      ServiceProcess process = node.process();
      hold(fault, process, "headers", HeldConnections.withHalfAHeader(process.port()));
      hold(
          fault,
          process,
          "bodies",
          HeldConnections.withoutLastByteOfBody(process.port(), "/webhook-endpoints"));
    }
    ServiceProcess console = cluster.console();
    hold(fault, console, "headers", HeldConnections.withHalfAHeader(console.port()));
    hold(
        fault,
        console,
        "bodies",
        HeldConnections.withoutLastByteOfBody(console.port(), "/api/traffic"));
  }

  private static void hold(
      Injection fault, ServiceProcess process, String what, HeldConnections connections) {
    long begin = System.nanoTime();
    try (connections) {
      connections.hold(CONNECTIONS, Matrix.length(HELD));
      fault.note(process.name() + ", " + what + ": " + connections);
    }
    String where = " of payments beside " + what + " at " + process.name();
    RequestLog log = fault.system().log();
    fault.figure("median" + where, log.percentileSince(begin, 50).toMillis() + " ms");
    require(fault, "99th percentile" + where, log.percentileSince(begin, 99), OTHERS_P99_MAX);
    require(fault, "slowest" + where, log.slowestSince(begin), OTHERS_SLOWEST_MAX);
    fault.require(!log.statusesSince(begin).contains(0), "an answer for each" + where);
    fault.require(process.isAlive(), process.name() + " does not end");
    fault.require(ServiceProbe.of(process).isReady(), process.name() + " is ready");
  }

  private static void require(Injection fault, String what, Duration measured, Duration max) {
    fault.figure(what, measured.toMillis() + " ms");
    fault.require(
        measured.compareTo(max) <= 0,
        what + " at most " + max.toMillis() + " ms, was " + measured.toMillis() + " ms");
  }
}
