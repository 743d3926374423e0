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
                "-cp",
                System.getProperty("java.class.path"),
                RelayProcess.class.getName(),
                TestServers.POSTGRES.jdbcUrl(database.name()),
                TestServers.KAFKA.bootstrapServers(),
                database.name())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> "t".equals(database.slot("active")));
    return process;
  }

  /** Relays until it is killed, or its parent is gone. */
  public static void main(String[] args) {
    var _ = TestReplica.startOn(args[0], args[1], args[2]).await(Phase.ACTIVE);
    ProcessHandle.current().parent().orElseThrow().onExit().join();
    Runtime.getRuntime().halt(1);
  }
}
