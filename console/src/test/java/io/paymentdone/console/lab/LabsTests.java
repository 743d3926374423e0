package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import tools.jackson.databind.json.JsonMapper;

class LabsTests {

  /** Nothing listens there. */
  private static final Map<String, Object> NO_KAFKA =
      Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");

  private final LabClients clients =
      new LabClients(
          new KafkaAdmin(NO_KAFKA),
          new DefaultKafkaConsumerFactory<>(NO_KAFKA),
          new DefaultKafkaProducerFactory<>(NO_KAFKA));
  private final Labs labs =
      new Labs(
          clients,
          new LabLeftovers(clients),
          new StaticListableBeanFactory().getBeanProvider(ReplicaControl.class),
          new Workers(new SimpleMeterRegistry()),
          new JsonMapper());

  @Test
  void stopsWhileALabStartsWithoutKafka() {
    LabSettings plan = new LabPlan(null, null, null, null, null, null, null, null, null).checked();
    labs.start();
    CompletableFuture<Lab> begun = CompletableFuture.supplyAsync(() -> labs.begin(plan));
    await()
        .untilAsserted(() ->
            assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> labs.begin(plan))
                .returns("lab-is-on", ProblemException::code));

    long before = System.nanoTime();
    labs.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    assertThat(begun).isNotDone();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> begun.get(60, TimeUnit.SECONDS))
        .withCauseInstanceOf(ProblemException.class)
        .withMessageContaining("unknown whether");
  }
}
