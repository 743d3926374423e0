package io.paymentdone.console.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ConsoleWithServers
class FollowControllerIntegrationTests {

  @Autowired MockMvcTester http;
  @Autowired KafkaConnectionDetails kafka;
  @Autowired JsonMapper json;

  @Test
  void showsTheHashAndThePaymentsOfTheUser() throws Exception {
    String userId = "followed-" + UUID.randomUUID();
    JsonNode before = follow(userId);
    assertThat(before.path("partition").intValue())
        .isEqualTo(before.path("hash").intValue() % before.path("partitions").intValue());
    assertThat(before.path("newest")).isEmpty();

    RecordMetadata written = publish(userId);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(follow(userId).path("newest").size()).isEqualTo(1));
    JsonNode payment = follow(userId).path("newest").path(0);
    assertThat(payment.path("number").longValue()).isEqualTo(1);
    assertThat(payment.path("offset").longValue()).isEqualTo(written.offset());
    // Where Kafka's own producer put it.
    assertThat(payment.path("partition").intValue())
        .isEqualTo(written.partition())
        .isEqualTo(before.path("partition").intValue());
  }

  @Test
  void refusesAUserThatCannotBe() {
    assertThat(http.get().uri("/api/followed?userId=")).hasStatus(400);
    assertThat(http.get().uri("/api/followed")).hasStatus(400);
  }

  private JsonNode follow(String userId) throws Exception {
    return json.readTree(
        http.get()
            .uri("/api/followed?userId=" + userId)
            .exchange()
            .getResponse()
            .getContentAsString());
  }

  private RecordMetadata publish(String userId) throws Exception {
    UUID id = UUID.randomUUID();
    byte[] value =
        json.writeValueAsBytes(
            Map.of(
                "paymentId",
                id,
                "userId",
                userId,
                "amount",
                1250,
                "currency",
                "EUR",
                "occurredAt",
                Instant.now()));
    ProducerRecord<byte[], byte[]> event =
        new ProducerRecord<>(Topics.PAYMENT_DONE, userId.getBytes(UTF_8), value);
    event.headers().add(CloudEventHeaders.ID, id.toString().getBytes(UTF_8));
    event
        .headers()
        .add(CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1.getBytes(UTF_8));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", String.join(",", kafka.getBootstrapServers())),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      return producer.send(event).get(30, TimeUnit.SECONDS);
    }
  }
}
