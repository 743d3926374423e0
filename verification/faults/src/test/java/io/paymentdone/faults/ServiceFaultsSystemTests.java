package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static io.paymentdone.faults.Matrix.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.HeldInserts;
import io.paymentdone.faults.load.LoadProfile;
import io.paymentdone.faults.load.Order;
import io.paymentdone.faults.report.Result;
import io.paymentdone.servers.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 1 to 6 and 16: what happens to the services' processes. */
@Tag("faults")
@ExtendWith(Matrix.class)
class ServiceFaultsSystemTests {

  private static final Duration RELAY_TAKEOVER = Duration.ofSeconds(2);

  /** Three times the median that was measured, with seven JVMs and a starting one on two cores. */
  private static final Duration RELAY_TAKEOVER_MAX = Duration.ofMillis(3600);

  private static final Duration OTHER_SERVES_MAX = Duration.ofSeconds(2);
  private static final Duration MEMBER_TAKEOVER_MAX = Duration.ofSeconds(12);

  private static final Duration FROZEN = Duration.ofSeconds(30);

  /** Less than the services' lock_timeout. */
  private static final Duration HELD_MAX = Duration.ofMillis(100);

  private static final int OPEN_TRANSACTION_TRIES = 10;

  @Test
  void survivesKilledPaymentServices() throws Exception {
    holds(
        row("1", "kill -9 of one of two payment services")
            .run(fault -> {
              int kills = Matrix.times(10);
              for (int n = 0; n < kills; n++) {
                Node victim = fault.cluster().payments().get(n % 2);
                boolean relayed = fault.cluster().relay().equals(victim);
                victim.process().kill();
                long killed = System.nanoTime();
                if (relayed) {
                  fault.cluster().awaitRelayOtherThan(victim);
                  Duration takeover = Duration.ofNanos(System.nanoTime() - killed);
                  fault.took("relay takeover", takeover);
                  fault.require(
                      takeover.compareTo(RELAY_TAKEOVER_MAX) <= 0,
                      "relay takeover in " + takeover.toMillis() + " ms");
                }
                fault.require(
                    Waiting.until(
                        OTHER_SERVES_MAX, () -> fault.system().log().acceptedAfter(killed)),
                    "the other serves");
                victim.process().start();
                victim.process().awaitReady();
              }
              fault.requireMedian("relay takeover", RELAY_TAKEOVER);
              fault.note("killed payment services " + kills + " times");
            }));
  }

  @Test
  void survivesRelaysKilledBetweenSendAndFlush() throws Exception {
    holds(
        row("2", "kill -9 of the relay, under way between send and flush")
            .resending()
            .run(fault -> {
              int kills = Matrix.times(20);
              for (int n = 0; n < kills; n++) {
                Node relay = fault.cluster().relay();
                Trial.killAndRestart(relay, Duration.ZERO);
              }
              fault.note("killed the active relay " + kills + " times");
            }));
  }

  @Test
  void survivesKilledNotificationServices() throws Exception {
    holds(
        row("3", "kill -9 of notification services")
            .run(fault -> {
              int kills = Matrix.times(10);
              try (Group group = new Group(fault.cluster())) {
                for (int n = 0; n < kills; n++) {
                  killAndWatch(fault, group, fault.cluster().notifications().get(n % 3));
                }
              }
              fault.note("killed notification services " + kills + " times");
            }));
  }

  private static void killAndWatch(Injection fault, Group group, Node victim)
      throws InterruptedException {
    victim.process().kill();
    long killed = System.nanoTime();
    boolean takenOver =
        Waiting.until(MEMBER_TAKEOVER_MAX, () -> group.isOwnedWithout(victim.process().name()));
    Duration takeover = Duration.ofNanos(System.nanoTime() - killed);
    fault.took("partition takeover", takeover);
    fault.require(takenOver, "partitions taken over in " + takeover.toMillis() + " ms");
    victim.process().start();
    victim.process().awaitReady();
  }

  @Test
  void survivesRollingRestarts() throws Exception {
    Result result =
        row("4", "SIGTERM one after another, both services")
            .with(LoadProfile.DEFAULT.withRetryAlways())
            .unbroken()
            .run(fault -> {
              for (int round = 0; round < Matrix.times(5); round++) {
                Rolling.restart(fault, fault.cluster().nodes());
              }
            });
    holds(result);
    assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
  }

  @Test
  void survivesFrozenNotificationService() throws Exception {
    holds(
        row("5", "SIGSTOP of a notification service past its session, then SIGCONT")
            .run(fault -> {
              int times = Matrix.times(5);
              try (Group group = new Group(fault.cluster())) {
                for (int n = 0; n < times; n++) {
                  Node victim = fault.cluster().notifications().get(n % 3);
                  victim.process().freeze();
                  Waiting.during(FROZEN);
                  fault.require(
                      group.isOwnedWithout(victim.process().name()),
                      "the others own all partitions");
                  victim.process().thaw();
                  Waiting.require(
                      Duration.ofSeconds(60),
                      "the thawed member is back",
                      () -> group.members().size() == 3);
                }
              }
              fault.note("froze notification services " + times + " times for 30 s");
            }));
  }

  @Test
  void survivesFrozenPaymentService() throws Exception {
    holds(
        row("6", "SIGSTOP of a payment service in a transaction")
            .run(fault -> {
              Node victim = fault.cluster().payments().getFirst();
              Node other = fault.cluster().payments().getLast();
              freezeInTransaction(fault, victim);
              fault.note("froze " + victim.process().name() + " for 30 s");
              SameKeyElsewhere.check(fault, victim, other);
              Waiting.during(FROZEN);
              victim.process().thaw();
            }));
  }

  /**
   * Its transaction then commits while nobody is there to answer for it. A payment that was sent to
   * the other service too may be answered by that one: then it is tried again.
   */
  private static void freezeInTransaction(Injection fault, Node victim)
      throws SQLException, InterruptedException {
    for (int n = 0; n < OPEN_TRANSACTION_TRIES; n++) {
      if (freezeWhileItsInsertIsHeld(fault, victim)) {
        if (Waiting.until(OTHER_SERVES_MAX, () -> storedWithoutAnAnswer(fault))) {
          fault.figure("tries until a transaction was met", Integer.toString(n + 1));
          return;
        }
        victim.process().thaw();
        Waiting.during(OTHER_SERVES_MAX);
      }
    }
    fault.require(false, "a transaction of the frozen service has committed");
  }

  private static boolean freezeWhileItsInsertIsHeld(Injection fault, Node victim)
      throws SQLException, InterruptedException {
    try (HeldInserts held = HeldInserts.in(fault.cluster().postgres())) {
      boolean inTransaction = Waiting.until(HELD_MAX, () -> held.holdsOneOf(victim));
      if (inTransaction) {
        victim.process().freeze();
      }
      return inTransaction;
    }
  }

  /** Of the payments that were sent a while ago: an answer may be on its way. */
  private static boolean storedWithoutAnAnswer(Injection fault) {
    long aWhileAgo = System.nanoTime() - Duration.ofSeconds(1).toNanos();
    String descriptions =
        fault.system().log().orders().stream()
            .filter(order -> order.createdNanos() < aWhileAgo && order.attempts().isEmpty())
            .map(Order::description)
            .collect(Collectors.joining("|"));
    try {
      return new Databases(fault.cluster().postgres())
              .number(
                  "select count(*) from payment where description = any (string_to_array('"
                      + descriptions
                      + "', '|'))")
          > 0;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look what is stored", e);
    }
  }

  @Test
  void survivesScaling() throws Exception {
    holds(
        row("16", "notification replicas 1, 3, 5, 1")
            .run(fault -> {
              Duration step = Matrix.length(Duration.ofSeconds(75));
              try (Group group = new Group(fault.cluster())) {
                Scaling scaling = new Scaling(fault, group, step);
                for (int replicas : new int[] {1, 3, 5, 1, 3}) {
                  scaling.to(replicas);
                }
              }
            }));
  }
}
