package io.paymentdone.console.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.EventStream;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** A real share group. */
@ConsoleWithServers
class OtherGroupsIntegrationTests {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Autowired MockMvcTester http;
  @Autowired Groups groups;
  @Autowired KafkaConnectionDetails kafka;
  @LocalServerPort int port;

  @Test
  void listsAndExplainsAShareGroup() throws Exception {
    String groupId = "share-" + UUID.randomUUID();
    try (KafkaShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            Map.of(
                "bootstrap.servers",
                String.join(",", kafka.getBootstrapServers()),
                "group.id",
                groupId,
                "client.id",
                "sharer"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topics.PAYMENT_DONE));
      await()
          .atMost(TIMEOUT)
          .ignoreException(ProblemException.class)
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).count();
            return groups.find(groupId).stream()
                .flatMap(group -> group.members().stream())
                .anyMatch(member -> member.partitions().size() == 3);
          });

      GroupDetails group = groups.find(groupId).orElseThrow();
      assertThat(group.type()).isEqualTo("Share");
      assertThat(group.state()).isEqualTo("Stable");
      assertThat(group.groupEpoch()).isPositive();
      assertThat(group.topic()).isEqualTo(Topics.PAYMENT_DONE);
      assertThat(group.partitions()).isEmpty();
      assertThat(group.lagSeconds()).isNull();
      assertThat(group.members())
          .singleElement()
          .satisfies(member -> {
            assertThat(member.clientId()).isEqualTo("sharer");
            assertThat(member.partitions()).containsExactly(0, 1, 2);
          });
      String note = Objects.requireNonNull(group.note());
      assertThat(note).startsWith("This is a share group");
      assertThat(groups.all())
          .filteredOn(listed -> listed.groupId().equals(groupId))
          .containsExactly(new GroupSummary(groupId, "Stable", "Share", null, note));
      assertThat(http.get().uri("/api/groups/{id}", groupId))
          .hasStatusOk()
          .bodyJson()
          .hasPathSatisfying("$.note", value -> assertThat(value).isEqualTo(note))
          .hasPathSatisfying(
              "$.members[0].clientId", value -> assertThat(value).isEqualTo("sharer"));
      String url = "http://localhost:" + port + "/api/groups/" + groupId + "/stream";
      try (EventStream page = EventStream.open(url)) {
        assertThat(page.until(event -> event.event().equals("group")).getLast().data())
            .contains("\"sentence\":\"This is a share group", "\"rebalancing\":false");
      }
    }
    await()
        .atMost(TIMEOUT)
        .ignoreException(ProblemException.class)
        .untilAsserted(() -> assertThat(groups.find(groupId).orElseThrow().members()).isEmpty());
  }
}
