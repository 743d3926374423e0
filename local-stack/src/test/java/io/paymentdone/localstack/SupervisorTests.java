package io.paymentdone.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.localstack.Supervisor.Child;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SupervisorTests {

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final ShutdownGate gate = new ShutdownGate();
  private final Supervisor supervisor =
      new Supervisor(gate, new Terminal(new PrintStream(shown, true, UTF_8), false));

  /** How each run ends. */
  private final List<CompletableFuture<String>> runs = new CopyOnWriteArrayList<>();

  private final Child child =
      new Child(
          "kafka-1",
          "127.0.0.1:9092",
          Path.of("no.log"),
          "Payments wait.",
          () -> runs.add(new CompletableFuture<>()),
          () -> {},
          () -> runs.getLast());

  @Test
  void tellsAnEndAtOnceAndStartsAgain() {
    supervisor.launch(child);
    supervisor.awaitReady(child);

    runs.getFirst().complete("was killed");

    assertThat(shown.toString(UTF_8)).contains("kafka-1 was killed. Payments wait.");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(shown.toString(UTF_8)).contains("restart 1"));
    assertThat(runs).hasSize(2);
  }

  @Test
  void saysAndStartsNothingWhileTheStackStops() {
    supervisor.launch(child);
    supervisor.awaitReady(child);
    gate.shut();

    runs.getFirst().complete("was told to end");

    assertThat(shown.toString(UTF_8)).isEmpty();
    assertThat(runs).hasSize(1);
  }

  /** It waits for its restart, and a user does not. */
  @Test
  void startsAProcessNoSecondTimeThatWasLaunchedMeanwhile() {
    supervisor.launch(child);
    supervisor.awaitReady(child);
    runs.getFirst().complete("was killed");

    supervisor.launch(child);
    supervisor.awaitReady(child);

    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(6))
        .until(() -> runs.size() == 2);
    runs.getLast().complete("has crashed");
    assertThat(shown.toString(UTF_8))
        .containsOnlyOnce("kafka-1 has crashed")
        .doesNotContain("restart 1");
  }
}
