package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.cluster.Output;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.servers.Signals;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows 29 and 30: machines, names and servers that are not as the developer's. */
@Tag("faults")
class EnvironmentFaultsSystemTests {

  private static final String BROKER_NAME = "kafka.payment-done.test";
  private static final Duration UNRESOLVED = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource({"fa, IR, Asia/Calcutta", "ar, EG, US/Pacific", "bn, BD, Asia/Calcutta"})
  void worksInAnotherLocaleAndTimeZone(String language, String country, String zone)
      throws Exception {
    ClusterSpec spec =
        ClusterSpec.named("locale-" + language)
            .withServices(1, 1)
            .withConsole()
            .withJvmFlags(
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                "-Duser.timezone=" + zone);
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      holds(
          new Trial(system, "29a", "locale " + language + "-" + country + ", zone " + zone)
              .run(fault -> {
                fault.note("default locale and zone of every service");
                requireAsciiProblem(fault, fault.cluster().payments().getFirst().process());
                requireAsciiProblem(fault, fault.cluster().notifications().getFirst().process());
              }));
    }
  }

  private static void requireAsciiProblem(Injection fault, ServiceProcess process) {
    int status = ServiceProbe.of(process).json("/no-such-page%25").path("status").asInt();
    fault.require(status >= 400, process.name() + " answers problems in JSON, status " + status);
    int found = ServiceProbe.of(process).json("/no-such-page").path("status").asInt();
    fault.require(found == 404, process.name() + " answers 404 in JSON, was " + found);
  }

  @Test
  void waitsUntilTheBrokersNameResolves() throws Exception {
    Path hosts = Output.directory().resolve("hosts");
    Files.createDirectories(hosts.getParent());
    Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.1 " + BROKER_NAME + "\n");
    ClusterSpec spec =
        ClusterSpec.named("unresolved")
            .withServices(1, 1)
            .withBrokerName(BROKER_NAME)
            .withJvmFlags("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.negative.ttl=1");
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      holds(
          new Trial(system, "29b", "the broker's name does not resolve at start")
              .run(fault -> {
                Files.writeString(hosts, "127.0.0.1 localhost\n");
                List<Node> nodes = fault.cluster().nodes();
                for (Node node : nodes) {
                  node.process().stop();
                  node.process().start();
                }
                fault.note("started both services while " + BROKER_NAME + " did not resolve");
                Waiting.during(UNRESOLVED);
                nodes.forEach(node ->
                    fault.require(node.process().isAlive(), node.process().name() + " waits"));
                Files.writeString(hosts, "127.0.0.1 localhost\n127.0.0.1 " + BROKER_NAME + "\n");
                nodes.forEach(node -> node.process().awaitReady());
              }));
    }
  }

  @Test
  void healsOnceThoughIdleSessionsAreEnded() throws Exception {
    ClusterSpec spec =
        ClusterSpec.named("idle-sessions").withPostgres("idle_session_timeout", "2s");
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      holds(
          new Trial(system, "30a", "idle_session_timeout of 2 s while a slot heals")
              .run(fault -> {
                exemptFromOrder(fault);
                long broker = fault.cluster().broker().server().pid();
                Waiting.require(
                    Duration.ofSeconds(20), "the slot is dropped", () -> dropSlot(fault));
                fault.note("dropped the slot, then froze the broker for 8 s");
                Signals.freeze(broker);
                Waiting.during(Duration.ofSeconds(8));
                Signals.thaw(broker);
                Waiting.require(
                    Duration.ofSeconds(60), "the slot is back", () -> slotIsActive(fault));
                exemptFromOrder(fault);
              }));
    }
  }

  @Test
  void leavesTheSlotOfAnotherDeploymentAlone() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(ClusterSpec.named("two-deployments").withServices(1, 1))) {
      holds(
          new Trial(system, "30b", "a second deployment with the default slot name")
              .run(EnvironmentFaultsSystemTests::startSecondDeployment));
    }
  }

  private static void startSecondDeployment(Injection fault) throws Exception {
    Cluster cluster = fault.cluster();
    cluster.postgres().createDatabases(List.of("payment_b"));
    ServiceProcess second = cluster.foreignPaymentService("payment-service-b", "payment_b");
    second.start();
    boolean named =
        Waiting.until(
            Duration.ofSeconds(60),
            () ->
                ServiceProbe.of(second)
                    .text("/actuator/health/relay")
                    .contains("of database payment,"));
    fault.require(named, "health says that the slot is of database payment");
    // The first one's relay pauses, so that its slot is free for a moment.
    Node first = cluster.payments().getFirst();
    Trial.killAndRestart(first, Duration.ofSeconds(10));
    Waiting.during(Duration.ofSeconds(5));
    fault.require(second.isAlive(), "the second deployment waits");
    fault.require(!ServiceProbe.of(second).isReady(), "the second deployment is not ready");
    fault.require(slotIsActive(fault), "the slot is the first deployment's, and in use");
    second.close();
    fault.note("the first deployment's service away for 10 s beside the second");
  }

  private static boolean dropSlot(Injection fault) {
    try (Connection connection = fault.cluster().postgres().connect("payment");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          select pg_terminate_backend(active_pid, 5000) from pg_replication_slots
           where slot_name = 'payment_relay' and active
          """);
      statement.execute("select pg_drop_replication_slot('payment_relay')");
      return true;
    } catch (SQLException inUseAgain) {
      return false;
    }
  }

  private static boolean slotIsActive(Injection fault) {
    try {
      return new Databases(fault.cluster().postgres())
              .number(
                  """
                  select count(*) from pg_replication_slots
                   where slot_name = 'payment_relay' and database = 'payment' and active
                  """)
          == 1;
    } catch (SQLException away) {
      return false;
    }
  }

  /** Republished events follow seq, not commit order. */
  private static void exemptFromOrder(Injection fault) throws SQLException {
    fault
        .system()
        .expectations()
        .exemptFromOrder(
            new Databases(fault.cluster().postgres())
                .payments().stream().map(Payment::id).toList());
  }
}
