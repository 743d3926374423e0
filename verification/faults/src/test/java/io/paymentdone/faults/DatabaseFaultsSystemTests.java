package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static io.paymentdone.faults.Matrix.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.cluster.Cluster.Node;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.faults.report.Result;
import io.paymentdone.servers.Signals;
import io.paymentdone.servers.Waiting;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 13 and 17: what happens to PostgreSQL, and to the relay's slot in it. */
@Tag("faults")
@ExtendWith(Matrix.class)
class DatabaseFaultsSystemTests {

  private static final Duration RECOVERY_MAX = Duration.ofSeconds(30);
  private static final Duration HEALING_MAX = Duration.ofSeconds(60);

  @Test
  void survivesKilledPostgres() throws Exception {
    holds(
        row("13", "kill -9 of PostgreSQL")
            .run(fault -> {
              int kills = Matrix.times(5);
              for (int n = 0; n < kills; n++) {
                long killed = System.nanoTime();
                fault.cluster().postgres().kill();
                fault.cluster().postgres().start();
                long up = System.nanoTime();
                boolean recovered =
                    Waiting.until(RECOVERY_MAX, () -> fault.system().log().acceptedAfter(up));
                fault.took("recovery", Duration.ofNanos(System.nanoTime() - killed));
                fault.require(recovered, "payments are accepted within 30 s");
                Waiting.during(Duration.ofSeconds(3));
              }
              fault.note("killed the postmaster " + kills + " times");
            }));
  }

  @Test
  void healsDroppedSlot() throws Exception {
    goesOn(
        row("17a", "the relay's slot is dropped under load")
            .run(fault -> {
              exemptFrom(fault);
              // Frozen, so that what health says can be read before it is healed.
              long broker = fault.cluster().broker().server().pid();
              Signals.freeze(broker);
              Waiting.require(
                  Duration.ofSeconds(20), "the slot is dropped", () -> isDropped(fault));
              fault.note("dropped the slot while the broker was frozen");
              fault.require(reportsLoss(fault, "does not exist"), "health says that it is gone");
              Signals.thaw(broker);
              awaitHealing(fault);
              exemptFrom(fault);
            }));
  }

  private static void goesOn(Result result) {
    holds(result);
    assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
  }

  @Test
  void healsInvalidatedSlot() throws Exception {
    goesOn(
        row("17b", "the relay's slot is invalidated under load")
            .run(fault -> {
              exemptFrom(fault);
              long broker = fault.cluster().broker().server().pid();
              Signals.freeze(broker);
              execute(fault, "alter system set idle_replication_slot_timeout = '1min'");
              execute(fault, "select pg_reload_conf()");
              Waiting.require(Duration.ofMinutes(3), "the slot is lost", () -> isLost(fault));
              fault.note("let the slot idle away while the broker was frozen");
              fault.require(reportsLoss(fault, "invalidated"), "health says that it is lost");
              execute(fault, "alter system reset idle_replication_slot_timeout");
              execute(fault, "select pg_reload_conf()");
              Signals.thaw(broker);
              awaitHealing(fault);
              exemptFrom(fault);
            }));
  }

  /** Republished events follow seq, not commit order. */
  private static void exemptFrom(Injection fault) throws SQLException {
    fault
        .system()
        .expectations()
        .exemptFromOrder(
            new Databases(fault.cluster().postgres())
                .payments().stream().map(Payment::id).toList());
  }

  private static boolean isDropped(Injection fault) {
    try {
      execute(
          fault,
          """
          select pg_terminate_backend(active_pid, 5000) from pg_replication_slots
           where slot_name = 'payment_relay' and active
          """);
      execute(fault, "select pg_drop_replication_slot('payment_relay')");
      return true;
    } catch (SQLException inUseAgain) {
      return false;
    }
  }

  /** The oracle is read meanwhile, so that only the slot of the relay, which is away, is lost. */
  private static boolean isLost(Injection fault) {
    try {
      fault.system().advanceOracle();
      Waiting.during(Duration.ofSeconds(2));
      execute(fault, "checkpoint");
      return count(fault, "invalidation_reason is not null") == 1;
    } catch (SQLException busy) {
      return false;
    }
  }

  /** Health is down for the missing broker anyway; the reason must be the slot. */
  private static boolean reportsLoss(Injection fault, String reason) {
    return Waiting.until(
        Duration.ofSeconds(20),
        () -> fault.cluster().payments().stream().allMatch(node -> reports(node, reason)));
  }

  private static boolean reports(Node node, String reason) {
    try {
      String health = ServiceProbe.of(node.process()).json("/actuator/health/relay").toString();
      return health.contains("lost: ") && health.contains(reason);
    } catch (UncheckedIOException noAnswer) {
      return false;
    }
  }

  private static void awaitHealing(Injection fault) {
    long begin = System.nanoTime();
    boolean healed =
        Waiting.until(
            HEALING_MAX,
            () -> {
              try {
                return count(fault, "active and invalidation_reason is null") == 1;
              } catch (SQLException away) {
                return false;
              }
            });
    fault.took("healing", Duration.ofNanos(System.nanoTime() - begin));
    fault.require(healed, "the relay heals itself within 60 s");
  }

  private static long count(Injection fault, String condition) throws SQLException {
    return new Databases(fault.cluster().postgres())
        .number(
            "select count(*) from pg_replication_slots where slot_name = 'payment_relay' and ("
                + condition
                + ")");
  }

  private static void execute(Injection fault, String sql) throws SQLException {
    try (Connection connection = fault.cluster().postgres().connect("payment");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
