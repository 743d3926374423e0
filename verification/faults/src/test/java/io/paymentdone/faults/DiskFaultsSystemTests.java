package io.paymentdone.faults;

import static io.paymentdone.faults.Matrix.holds;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.cluster.ClusterSpec;
import io.paymentdone.faults.cluster.SmallDisk;
import io.paymentdone.faults.report.Result;
import io.paymentdone.servers.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Row 14: a disk runs full, under PostgreSQL and under Kafka. */
@Tag("faults")
class DiskFaultsSystemTests {

  private static final int DISK_MEGABYTES = 300;
  private static final Duration FULL = Duration.ofSeconds(20);

  /** What is on its way when the disk gets full, and what the last segment still takes. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final Duration RESUME_MAX = Duration.ofSeconds(60);

  @BeforeEach
  void requiresSmallDisk() {
    Assumptions.assumeTrue(SmallDisk.isAvailable(), "mounting a small disk takes root on Linux");
  }

  @Test
  void survivesFullDiskUnderPostgres() throws Exception {
    ClusterSpec spec =
        ClusterSpec.named("postgres-disk-full")
            .withSmallDisk("postgres", DISK_MEGABYTES)
            .withPostgres("max_wal_size", "64MB");
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      holds(new Trial(system, "14a", "disk full under PostgreSQL").run(this::fillUnderPostgres));
    }
  }

  private void fillUnderPostgres(Injection fault) throws InterruptedException {
    SmallDisk disk = fault.cluster().disk();
    disk.fill();
    fillWal(fault);
    long full = System.nanoTime();
    fault.note("filled the disk until WAL could not be written");
    Waiting.during(FULL);
    fault.require(
        !fault.system().log().acceptedAfter(full), "nothing is accepted while nothing is written");
    disk.free();
    fault.cluster().postgres().kill();
    fault.cluster().postgres().start();
    awaitAccepted(fault);
  }

  /** Uses up the segment that WAL still has. */
  private static void fillWal(Injection fault) {
    Waiting.require(
        Duration.ofMinutes(1),
        "WAL cannot be written",
        () -> {
          try (Connection connection = fault.cluster().postgres().connect("postgres");
              Statement statement = connection.createStatement()) {
            statement.execute(
                "select pg_logical_emit_message(false, 'filler', repeat('x', 1000000))");
            return false;
          } catch (SQLException full) {
            return true;
          }
        });
  }

  @Test
  void survivesFullDiskUnderKafka() throws Exception {
    ClusterSpec spec =
        ClusterSpec.named("kafka-disk-full").withSmallDisk("kafka-1", DISK_MEGABYTES);
    try (SystemUnderFault system = SystemUnderFault.start(spec)) {
      Databases databases = new Databases(system.cluster().postgres());
      Result result =
          new Trial(system, "14b", "disk full under Kafka")
              .run(fault -> {
                fault.cluster().disk().fill();
                fault.note("filled the disk");
                Waiting.during(SETTLING);
                Instant full = Instant.now();
                Waiting.during(FULL);
                fault.require(
                    !databases.anyPartitionFlowsSince(full),
                    "no event gets past a broker whose disk is full");
                fault.cluster().disk().free();
                // A broker whose only log directory failed has halted; else it is made to.
                fault.cluster().broker().server().kill();
                fault.cluster().broker().server().launch();
                fault.cluster().broker().server().awaitReady(Duration.ofSeconds(90));
                Instant freed = Instant.now();
                fault.require(
                    Waiting.until(RESUME_MAX, () -> databases.allPartitionsFlowSince(freed)),
                    "all partitions flow again");
              });
      holds(result);
      assertThat(result.failed() + result.unknown()).as("payments without a 2xx").isZero();
    }
  }

  private static void awaitAccepted(Injection fault) {
    long freed = System.nanoTime();
    boolean resumed = Waiting.until(RESUME_MAX, () -> fault.system().log().acceptedAfter(freed));
    fault.took("accepted again", Duration.ofNanos(System.nanoTime() - freed));
    fault.require(resumed, "payments are accepted again");
  }
}
