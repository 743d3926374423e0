package io.paymentdone.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.brokers.BrokerControl.BrokerProcess;
import io.paymentdone.console.brokers.BrokerControl.Ending;
import io.paymentdone.console.brokers.BrokerControl.State;
import io.paymentdone.events.Topics;
import io.paymentdone.servers.PaymentTopics;
import io.paymentdone.servers.Ports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers of which one is ended and started again. */
class KafkaBrokersIntegrationTests {

  /** Three JVMs start on two cores. */
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir Path directory;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final ShutdownGate gate = new ShutdownGate();
  private final int port = Ports.freeRun(3);
  private KafkaBrokers brokers;

  @BeforeEach
  void start() {
    Options options = Options.parse("--brokers=3", "--kafka-port=" + port);
    Terminal terminal = new Terminal(new PrintStream(shown, true, UTF_8), false);
    DataDirectory data = DataDirectory.open(directory.resolve("data"));
    data.prepare(false, 3);
    brokers = new KafkaBrokers(options, data, gate, new Supervisor(gate, terminal), terminal);
    brokers.startAndAwait();
  }

  @AfterEach
  void stop() {
    gate.shut();
    brokers.close();
  }

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void endsOneAndStartsItAgainAndLetsNoSecondOneBeEnded() throws Exception {
    String servers = "127.0.0.1:" + port + ",127.0.0.1:" + (port + 1) + ",127.0.0.1:" + (port + 2);
    PaymentTopics.create(servers, 3);

    assertThat(brokers.end(1, Ending.KILL)).isTrue();
    assertThat(brokers.end(1, Ending.KILL)).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> brokers.end(2, Ending.STOP))
        .withMessageContaining("Another broker is away");

    send(servers);
    assertThat(states()).containsExactly(State.KILLED, State.RUNNING, State.RUNNING);
    assertThat(shown.toString(UTF_8)).doesNotContain("kafka-1 was killed", "restart");

    assertThat(brokers.start(1)).isTrue();
    await().atMost(SOON).until(() -> states().getFirst() == State.RUNNING);
    assertThat(brokers.end(2, Ending.STOP)).isTrue();
    await().atMost(SOON).until(() -> states().get(1) == State.STOPPED);
    send(servers);
  }

  /** Also one that has been given up, which is crashed as well. */
  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void startsOneThatHasCrashedBeforeItsRestart() {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          if (states().getFirst() == State.RUNNING) {
            crashTheFirst();
          }
          return brokers.start(1);
        });

    await().atMost(SOON).until(() -> states().getFirst() == State.RUNNING);
    assertThat(brokers.start(1)).isFalse();
  }

  private static void crashTheFirst() {
    ProcessHandle.current()
        .descendants()
        .filter(process ->
            process
                .info()
                .arguments()
                .map(List::of)
                .orElse(List.of())
                .contains("-Dpayment-done=kafka-1"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** Takes the required two copies. */
  private static void send(String servers) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "delivery.timeout.ms", "120000"),
            new StringSerializer(),
            new StringSerializer())) {
      for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
        producer
            .send(new ProducerRecord<>(Topics.PAYMENT_DONE, partition, "user1", "hi there"))
            .get(2, TimeUnit.MINUTES);
      }
    }
  }

  private List<State> states() {
    return brokers.brokers().stream().map(BrokerProcess::state).toList();
  }
}
