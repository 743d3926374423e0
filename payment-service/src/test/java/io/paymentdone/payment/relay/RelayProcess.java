package io.paymentdone.payment.relay;

import io.paymentdone.payment.relay.publishing.RelayStatus.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A relay in a process of its own, to be killed. */
final class RelayProcess {

  private RelayProcess() {}

  /** Starts one and waits until it streams. */
  static Process start(TestDatabase database) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RelayProcess.class.getName(),
                TestServers.POSTGRES.jdbcUrl(database.name()),
                TestServers.KAFKA.bootstrapServers(),
                database.name())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> streams(database));
    return process;
  }

  /** The slot is active already while it is made: another replica could take it afterwards. */
  private static boolean streams(TestDatabase database) {
    return database.query(
            "select s.slot_name from pg_replication_slots s"
                + " join pg_stat_replication r on r.pid = s.active_pid"
                + " where r.state = 'streaming' and s.slot_name = '"
                + database.name()
                + "'")
        != null;
  }

  /** Relays until it is killed, or its parent is gone. */
  public static void main(String[] args) {
    var _ = TestReplica.startOn(args[0], args[1], args[2]).await(Phase.ACTIVE);
    ProcessHandle.current().parent().orElseThrow().onExit().join();
    Runtime.getRuntime().halt(1);
  }
}
