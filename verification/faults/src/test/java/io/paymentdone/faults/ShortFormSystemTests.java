package io.paymentdone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.InvariantResult;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.load.LoadProfile;
import io.paymentdone.faults.report.Report;
import io.paymentdone.faults.report.Result;
import io.paymentdone.servers.Signals;
import io.paymentdone.servers.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The short form of the matrix, on one system: each kind of process dies, the services roll, the
 * broker freezes, the topic is poisoned.
 */
@Tag("short-form")
class ShortFormSystemTests {

  private static final Report report = new Report("short-form-report");
  private static @Nullable SystemUnderFault system;

  @BeforeAll
  static void start() throws SQLException {
    system = SystemUnderFault.start(ClusterSpec.named("short-form"));
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void survivesKilledPaymentService() throws Exception {
    holds(trial("1", "kill -9 of the payment service that relays").run(this::killRelayOwner));
  }

  private void killRelayOwner(Injection fault) throws InterruptedException {
    Node relay = fault.cluster().relay();
    fault.note("killed " + relay.process().name());
    relay.process().kill();
    long killed = System.nanoTime();
    fault.cluster().awaitRelayOtherThan(relay);
    fault.took("takeover", Duration.ofNanos(System.nanoTime() - killed));
    relay.process().start();
    relay.process().awaitReady();
  }

  @Test
  void survivesKilledNotificationService() throws Exception {
    holds(
        trial("3", "kill -9 of a notification service")
            .run(fault -> {
              Node node = fault.cluster().notifications().getFirst();
              fault.note("killed " + node.process().name());
              Trial.killAndRestart(node, Duration.ZERO);
            }));
  }

  @Test
  void survivesRollingRestart() throws Exception {
    Result result =
        trial("4", "SIGTERM one after another, both services")
            .with(LoadProfile.DEFAULT.withRetryAlways())
            .unbroken()
            .run(
                // Three of five: a start takes long on a small machine.
                fault -> Rolling.restart(fault, fault.cluster().nodes().subList(0, 3)));
    holds(result);
    assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
  }

  @Test
  void survivesKilledBroker() throws Exception {
    holds(
        trial("7", "kill -9 of the only broker")
            .run(fault -> {
              fault.note("killed the broker for 5 s");
              fault.cluster().broker().server().kill();
              Waiting.during(Duration.ofSeconds(5));
              fault.cluster().broker().server().launch();
              fault.cluster().broker().server().awaitReady(Duration.ofSeconds(60));
            }));
  }

  @Test
  void survivesFrozenBroker() throws Exception {
    holds(
        trial("8", "SIGSTOP of the broker")
            .run(fault -> {
              long pid = fault.cluster().broker().server().pid();
              fault.note("froze the broker for 8 s");
              Signals.freeze(pid);
              Waiting.during(Duration.ofSeconds(8));
              Signals.thaw(pid);
            }));
  }

  @Test
  void survivesKilledPostgres() throws Exception {
    holds(
        trial("13", "kill -9 of PostgreSQL")
            .run(fault -> {
              fault.note("killed the postmaster, started it again at once");
              fault.cluster().postgres().kill();
              fault.cluster().postgres().start();
            }));
  }

  @Test
  void survivesPoison() throws Exception {
    holds(
        trial("15", "poison on the topic")
            .run(fault -> {
              Poison.put(fault, 20, Duration.ofMillis(50));
              Waiting.during(Duration.ofSeconds(1));
            }));
  }

  private static Trial trial(String row, String name) {
    return new Trial(Objects.requireNonNull(system), row, name).withBaseline(Duration.ofSeconds(4));
  }

  private static void holds(Result result) {
    report.add(result);
    assertThat(result.violated()).extracting(InvariantResult::toString).isEmpty();
  }
}
