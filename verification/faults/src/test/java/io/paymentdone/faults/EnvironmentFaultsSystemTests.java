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
import io.paymentdone.testsupport.StoredPayments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows 29 and 30: machines, names and servers that are not as the developer's. */
@Tag("faults")
class EnvironmentFaultsSystemTests {

  private static final String BROKER_NAME = "kafka.payment-done.test";
  private static final Duration UNRESOLVED = Duration.ofSeconds(20);
  private static final Duration IDLE_MAX = Duration.ofSeconds(2);

  /** Longer than an idle session may live, shorter than the relay waits for Kafka. */
  private static final Duration FROZEN = Duration.ofSeconds(8);

  /** Take longer to publish than it takes to see that the first ones are. */
  private static final int UNPUBLISHED = 100_000;

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
        ClusterSpec.named("idle-sessions")
            .withPostgres("idle_session_timeout", IDLE_MAX.toMillis() + "ms");
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      holds(
          new Trial(system, "30a", "idle_session_timeout of 2 s while a slot heals")
              .run(EnvironmentFaultsSystemTests::healBesideAnIdleLimit));
    }
  }

  /**
   * While Kafka does not answer, the session that holds the healing lock has nothing to do. If the
   * server ends it, healing begins again and publishes again what it had published.
   */
  private static void healBesideAnIdleLimit(Injection fault) throws SQLException {
    Databases databases = new Databases(fault.cluster().postgres());
    long broker = fault.cluster().broker().server().pid();
    double healed = relayMetric(fault, "healed");
    double republished = relayMetric(fault, "republished");

    // Nothing is published from here on, so that all of them lie above the published position.
    Signals.freeze(broker);
    new StoredPayments(UNPUBLISHED, Databases.STORED_USER, Duration.ZERO, Duration.ZERO)
        .writePayments(fault.cluster().postgres());
    Waiting.require(Duration.ofSeconds(20), "the slot is dropped", () -> dropSlot(fault));
    String unpublished =
        "select count(*) from payment where seq > "
            + databases.number(
                "select published_seq from relay_progress where slot = 'payment_relay'");
    long least = databases.number(unpublished);
    Signals.thaw(broker);
    fault.note("stored " + UNPUBLISHED + " payments without events and dropped the slot");

    Waiting.require(
        Duration.ofSeconds(60),
        "healing publishes payments",
        () -> relayMetric(fault, "republished") > republished);
    Signals.freeze(broker);
    long most = databases.number(unpublished);
    fault.require(relayMetric(fault, "healed") == healed, "Kafka stands still during the healing");
    Waiting.during(FROZEN);
    Signals.thaw(broker);
    fault.note("froze the broker for " + FROZEN.toSeconds() + " s while the slot healed");

    Waiting.require(
        Duration.ofSeconds(60),
        "the slot is healed",
        () -> relayMetric(fault, "healed") > healed && slotIsActive(fault));
    double times = relayMetric(fault, "healed") - healed;
    double events = relayMetric(fault, "republished") - republished;
    fault.figure("published from the table", String.format(Locale.ROOT, "%.0f", events));
    fault.require(times == 1, "the slot is healed once, was " + times);
    fault.require(
        events >= least && events <= most,
        String.format(
            Locale.ROOT,
            "each unpublished payment is published once, %d to %d, was %.0f",
            least,
            most,
            events));
    fault.require(
        Waiting.until(Duration.ofSeconds(60), () -> storedInFeeds(fault) == UNPUBLISHED),
        "each stored payment is in its feed");
    exemptFromOrder(fault);
  }

  /** Sum over the payment services; no number while one of them does not answer. */
  private static double relayMetric(Injection fault, String name) {
    return fault.cluster().payments().stream()
        .mapToDouble(node ->
            ServiceProbe.of(node.process())
                .metric("payment_relay_" + name + "_total")
                .orElse(Double.NaN))
        .sum();
  }

  private static long storedInFeeds(Injection fault) {
    try (Connection connection = fault.cluster().postgres().connect("notification");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from notification where user_id like '"
                    + Databases.STORED_USER
                    + "%'")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException away) {
      return -1;
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
