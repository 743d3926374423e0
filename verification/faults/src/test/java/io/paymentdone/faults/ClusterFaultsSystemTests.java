package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.cluster.Cluster.Broker;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.faults.load.LoadProfile;
import io.paymentdone.faults.report.Result;
import io.paymentdone.notification.group.LaboriousConsumer;
import io.paymentdone.notification.group.SlowConsumer;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rows 4b, 9, 18 and 19, which need a system of their own: slow consumers; three brokers; a topic
 * that lost records.
 */
@Tag("faults")
class ClusterFaultsSystemTests {

  private static final Duration RESUME_MAX = Duration.ofSeconds(25);
  private static final Duration OVERLOADED = Duration.ofSeconds(5);

  /** Three times what was measured, so that a noisy machine does not fail it. */
  private static final Duration OTHERS_LAG_MAX = Duration.ofSeconds(3);

  private static final Duration BROKER_START_MAX = Duration.ofSeconds(90);
  private static final Duration REPUBLISHED_WITHIN = Duration.ofMinutes(2);
  private static final Pattern MISSING =
      Pattern.compile(
          "retention deleted records that the group had not read: partition \\d offsets \\d+–\\d+ are missing");

  /** Most stops meet a poll that has its records: elsewhere it is one in very many. */
  @Test
  void losesNothingThatPollsHaveWhenStopped() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(
            ClusterSpec.named("slow-consumer")
                .withServices(1, 2)
                .withWrongNotification(SlowConsumer.class))) {
      holds(
          new Trial(system, "4b", "SIGTERM while a poll has its records")
              .with(LoadProfile.DEFAULT.withRatePerSecond(300))
              .unbroken()
              .run(fault ->
                  Rolling.restartOften(fault, fault.cluster().notifications(), Matrix.times(10))));
    }
  }

  /** Each member takes a hundred records a second, the user makes twice as many. */
  @Test
  void delaysOnlyPartitionOfHotUser() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(
            ClusterSpec.named("hot-user").withWrongNotification(LaboriousConsumer.class))) {
      holds(
          new Trial(system, "18", "a hot user at twice the capacity of a member")
              .with(LoadProfile.DEFAULT.withRatePerSecond(220).withHotUserShare(0.9))
              .run(ClusterFaultsSystemTests::overload));
    }
  }

  private static void overload(Injection fault) throws SQLException {
    FeedLag lag = FeedLag.from(fault.cluster());
    // As long as the drain can catch up with within its 120 s.
    Duration length = Duration.ofSeconds(60);
    fault.note("220 payments a second for " + length.toSeconds() + " s");
    Waiting.during(length);
    int hot = FeedLag.partitionOf("user-0");
    Duration hotLag = lag.longest().getOrDefault(hot, Duration.ZERO);
    fault.require(hotLag.compareTo(OVERLOADED) > 0, "the hot user's partition is overloaded");
    lag.require(fault, Set.of(hot), OTHERS_LAG_MAX);
  }

  @Test
  void survivesKilledLeaders() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(ClusterSpec.named("three-brokers").withBrokers(3))) {
      holds(
          new Trial(system, "9", "kill -9 of a partition's leader, one after another of three")
              .run(fault -> {
                int kills = Matrix.times(6);
                try (Group group = new Group(fault.cluster())) {
                  for (int n = 0; n < kills; n++) {
                    killBroker(fault, fault.cluster().broker(group.leaderOf(n % 3)));
                  }
                }
                fault.note("killed the leader of a partition for 45 s, " + kills + " times");
              }));
    }
  }

  private static void killBroker(Injection fault, Broker broker) throws InterruptedException {
    broker.server().kill();
    Instant killed = Instant.now();
    long begin = System.nanoTime();
    Databases databases = new Databases(fault.cluster().postgres());
    boolean resumed = Waiting.until(RESUME_MAX, () -> databases.allPartitionsFlowSince(killed));
    fault.took("all partitions flow again", Duration.ofNanos(System.nanoTime() - begin));
    fault.require(resumed, "all partitions flow again within 25 s");
    Waiting.during(Duration.ofSeconds(45).minusNanos(System.nanoTime() - begin));
    broker.server().launch();
    broker.server().awaitReady(BROKER_START_MAX);
    Waiting.during(Duration.ofSeconds(10));
  }

  @Test
  void reportsAndRepairsWhatRetentionTook() throws Exception {
    try (SystemUnderFault system = SystemUnderFault.start(ClusterSpec.named("overtaken"))) {
      Result result =
          new Trial(system, "19", "retention overtakes a stopped group")
              .run(ClusterFaultsSystemTests::overtake);
      holds(result);
    }
  }

  private static void overtake(Injection fault) throws Exception {
    List<Node> members = fault.cluster().notifications();
    stop(members);
    Waiting.during(Duration.ofSeconds(5));
    try (Group group = new Group(fault.cluster())) {
      Waiting.require(
          Duration.ofSeconds(30), "the group is empty", () -> group.members().isEmpty());
      group.deleteAllRecords();
      fault.note("deleted all records while the group was stopped");
      members.forEach(node -> node.process().start());
      boolean reported =
          Waiting.until(
              Duration.ofSeconds(90),
              () -> members.stream().anyMatch(ClusterFaultsSystemTests::reports));
      fault.require(reported, "readiness is down and names the missing offsets");
      stop(members);
      Waiting.require(
          Duration.ofSeconds(30), "the group is empty", () -> group.members().isEmpty());
      group.resetToBeginning();
    }
    members.forEach(node -> node.process().start());
    members.forEach(node -> node.process().awaitReady());
    fault.require(republish(fault) == 0, "republishing by hand ends with status 0");
    fault.note("reset the group to what is left, republished all payments by hand");
  }

  private static boolean reports(Node node) {
    int status = ServiceProbe.of(node.process()).status("/actuator/health/readiness");
    return status == 503
        && MISSING
            .matcher(ServiceProbe.of(node.process()).json("/actuator/health/readiness").toString())
            .find();
  }

  private static int republish(Injection fault) throws Exception {
    // Republished events follow seq, not commit order.
    fault
        .system()
        .expectations()
        .exemptFromOrder(
            new Databases(fault.cluster().postgres())
                .payments().stream().map(Payment::id).toList());
    ServiceProcess running = fault.cluster().payments().getFirst().process();
    try (ServiceProcess beside =
        ServiceProcess.start(
            running.spec().withArguments(List.of("--payment.relay.republish", "--since=1")))) {
      return beside.awaitEnd(REPUBLISHED_WITHIN) ? beside.ended().join() : -1;
    }
  }

  private static void stop(List<Node> nodes) throws InterruptedException {
    for (Node node : nodes) {
      node.process().stop();
    }
  }
}
