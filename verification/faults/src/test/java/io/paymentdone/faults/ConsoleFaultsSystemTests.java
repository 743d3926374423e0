package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;

import io.paymentdone.events.Topics;
import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.cluster.ServiceProbe;
import io.paymentdone.faults.load.LoadProfile;
import io.paymentdone.servers.Waiting;
import io.paymentdone.testsupport.StoredPayments;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Rows 26 and 28: what the console says while something is wrong, and while nothing is. */
@Tag("faults")
class ConsoleFaultsSystemTests {

  private static final Duration LOCKED = Duration.ofSeconds(40);
  private static final Duration NAMED_MAX = Duration.ofSeconds(20);
  private static final Duration AFTERWARDS = Duration.ofSeconds(30);
  private static final Duration DETECTION_MAX = Duration.ofSeconds(60);
  private static final int[] RATES = {20, 200, 550};

  /** Measured on two cores, by rate: 218 of 219 samples, 146 of 146, 132 of 132. */
  private static final double VERDICTS_MIN = 0.9;

  @Test
  void namesPartitionsThatStandStill() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(ClusterSpec.named("locked-feed").withConsole())) {
      holds(
          new Trial(system, "26", "the feed's table is locked for 40 s")
              .run(ConsoleFaultsSystemTests::lockFeed));
    }
  }

  private static void lockFeed(Injection fault) throws Exception {
    LedgerSamples ledger = new LedgerSamples(fault.cluster().console());
    try (ConsoleStream page = ConsoleStream.of(fault.cluster().console())) {
      lockFeed(fault, ledger, page);
      ledger.take(AFTERWARDS);
      // How many have a verdict is not required: a locked table cannot be counted.
      ledger.requireTruth(fault);
      fault.require(
          Waiting.until(DETECTION_MAX, () -> confirmed(fault, "lost") == 0),
          "the ledger has a verdict again afterwards");
      fault.require(
          Waiting.until(NAMED_MAX, () -> page.group().path("stalls").isEmpty()),
          "nothing is said to stand still afterwards");
    }
  }

  private static void lockFeed(Injection fault, LedgerSamples ledger, ConsoleStream page)
      throws SQLException {
    try (Connection connection = fault.cluster().postgres().connect("notification");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table notification in access exclusive mode");
      long begin = System.nanoTime();
      fault.note("locked the table for 40 s");
      boolean named =
          Waiting.until(
              NAMED_MAX,
              () -> {
                ledger.sample();
                return allStand(page.group().path("stalls"));
              });
      fault.took("the page names what stands still", Duration.ofNanos(System.nanoTime() - begin));
      fault.require(named, "each partition is said to stand still, and why");
      ledger.take(LOCKED.minusNanos(System.nanoTime() - begin));
      connection.rollback();
    }
  }

  private static boolean allStand(JsonNode stalls) {
    if (stalls.size() < Topics.PARTITIONS) {
      return false;
    }
    for (JsonNode stall : stalls) {
      if (!stall.path("reason").asString("").contains("database")) {
        return false;
      }
    }
    return true;
  }

  /** Three times five minutes, and the checker reads all payments after each. */
  @Test
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void ledgerIsNeverUntrue() throws Exception {
    try (SystemUnderFault system =
        SystemUnderFault.start(ClusterSpec.named("ledger").withConsole())) {
      new StoredPayments(
              1_000_000, Databases.STORED_USER, Duration.ofMillis(20), Duration.ofMinutes(5))
          .write(system.cluster().postgres());
      for (int rate : RATES) {
        holds(
            new Trial(system, "28-" + rate, "the ledger at " + rate + " payments a second")
                .with(LoadProfile.DEFAULT.withRatePerSecond(rate))
                .run(ConsoleFaultsSystemTests::sampleLedger));
      }
      holds(
          new Trial(system, "28-control", "a feed entry deleted, another one doubled")
              .with(LoadProfile.DEFAULT.withRatePerSecond(RATES[0]))
              .run(ConsoleFaultsSystemTests::damageFeed));
    }
  }

  private static void sampleLedger(Injection fault) {
    LedgerSamples ledger = new LedgerSamples(fault.cluster().console());
    ledger.take(Matrix.length(Duration.ofMinutes(5)));
    ledger.requireTruth(fault);
    ledger.requireVerdicts(fault, VERDICTS_MIN);
  }

  private static void damageFeed(Injection fault) throws SQLException {
    Cluster cluster = fault.cluster();
    try (Connection connection = cluster.postgres().connect("notification");
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table kept as select * from notification
           where user_id like 'user-%' order by partition, "offset" limit 1
          """);
      statement.execute(
          "delete from notification where payment_id = (select payment_id from kept)");
      requireFound(fault, "lost", "a deleted feed entry is found");
      statement.execute("insert into notification select * from kept");
      requireGone(fault, "lost");
      String key = primaryKey(statement);
      // Without its key the consumer cannot insert, and reads its batch again without end.
      statement.execute("alter table notification drop constraint " + key);
      statement.execute("insert into notification select * from kept");
      requireFound(fault, "twice", "a doubled feed entry is found");
      statement.execute(
          "delete from notification where payment_id = (select payment_id from kept)");
      statement.execute("insert into notification select * from kept");
      statement.execute(
          "alter table notification add constraint " + key + " primary key (payment_id)");
      statement.execute("drop table kept");
      requireGone(fault, "twice");
    }
  }

  private static String primaryKey(Statement statement) throws SQLException {
    try (var row =
        statement.executeQuery(
            """
            select conname from pg_constraint
             where conrelid = 'notification'::regclass and contype = 'p'
            """)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void requireFound(Injection fault, String verdict, String promise) {
    long begin = System.nanoTime();
    boolean found = Waiting.until(DETECTION_MAX, () -> confirmed(fault, verdict) == 1);
    fault.took("\"" + verdict + "\" is found", Duration.ofNanos(System.nanoTime() - begin));
    fault.require(found, promise + " within 60 s");
  }

  private static void requireGone(Injection fault, String verdict) {
    fault.require(
        Waiting.until(DETECTION_MAX, () -> confirmed(fault, verdict) == 0),
        "\"" + verdict + "\" ends when it is mended");
  }

  /** The figure of a verdict that is confirmed; -1 when there is none, or no answer. */
  private static long confirmed(Injection fault, String verdict) {
    try {
      JsonNode ledger = ServiceProbe.of(fault.cluster().console()).json("/api/ledger");
      return "confirmed".equals(ledger.path(verdict + "State").asString(""))
          ? ledger.path(verdict).asLong(-1)
          : -1;
    } catch (UncheckedIOException late) {
      return -1;
    }
  }
}
