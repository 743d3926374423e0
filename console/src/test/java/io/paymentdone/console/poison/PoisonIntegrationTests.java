package io.paymentdone.console.poison;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.replica.ReplicaControl;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** In a console that runs replicas, as that of the local stack does. */
@ConsoleWithServers
class PoisonIntegrationTests {

  @Autowired MockMvcTester http;
  @Autowired KafkaConnectionDetails kafka;
  @Autowired JsonMapper json;

  @Test
  void writesARecordThatIsNoEventWhereTheUsersPaymentsAre() throws Exception {
    MvcTestResult answer = post("{\"userId\":\"user1\"}");

    assertThat(answer).hasStatus(201);
    JsonNode location = json.readTree(answer.getResponse().getContentAsString());
    assertThat(location.propertyNames()).containsExactlyInAnyOrder("partition", "offset");
    assertThat(http.get().uri("/api/partitions?userId=user1"))
        .bodyJson()
        .extractingPath("$.partition")
        .isEqualTo(location.path("partition").intValue());
    ConsumerRecord<byte[], byte[]> written =
        read(location.path("partition").intValue(), location.path("offset").longValue());
    assertThat(written.key()).asString(UTF_8).isEqualTo("user1");
    assertThat(written.value()).asString(UTF_8).isEqualTo("hi there");
    assertThat(written.headers()).isEmpty();

    assertThat(post("{\"userId\":\"user1\"}"))
        .bodyJson()
        .extractingPath("$.offset")
        .asNumber()
        .satisfies(next -> assertThat(next.longValue()).isGreaterThan(written.offset()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"userId\":\"\"}", "{\"userId\":\"a\\u0000b\"}"})
  void refusesAKeyThatIsNoUserId(String body) {
    assertThat(post(body))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.errors[0].pointer")
        .isEqualTo("/userId");
  }

  private MvcTestResult post(String body) {
    return http.post()
        .uri("/api/poison")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private ConsumerRecord<byte[], byte[]> read(int partition, long offset) {
    TopicPartition from = new TopicPartition(Topics.PAYMENT_DONE, partition);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", String.join(",", kafka.getBootstrapServers())),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(from));
      consumer.seek(from, offset);
      return consumer.poll(Duration.ofSeconds(30)).records(from).getFirst();
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class LocalStackConfiguration {

    @Bean
    ReplicaControl replicaControl() {
      return new ReplicaControl() {
        @Override
        public List<Replica> replicas() {
          return List.of();
        }

        @Override
        public void scale(int count) {}

        @Override
        public boolean end(int n, Ending ending) {
          return false;
        }
      };
    }
  }
}
