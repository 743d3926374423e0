package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.OwnServers;
import io.paymentdone.notification.Replica;
import io.paymentdone.testsupport.EventStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A payment's metadata on its way from the topic to the feed, its stream and a webhook. */
class MetadataIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String USER = "user1";
  private static final String METADATA = "\"metadata\":{\"channel\":\"web\",\"order\":\"42\"}";

  @TempDir private static Path directory;
  private static OwnServers servers;

  @BeforeAll
  static void startServers() {
    servers = new OwnServers(directory);
    servers.postgres().createDatabases(List.of("notification"));
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @Test
  void travelsToFeedStreamAndWebhookOfThosePaymentsThatHaveAny() {
    Queue<JsonNode> delivered = new ConcurrentLinkedQueue<>();
    Queue<String> streamed = new ConcurrentLinkedQueue<>();
    try (Receiver receiver = new Receiver();
        Replica replica =
            new Replica(
                "replica-1",
                servers.postgres().jdbcUrl("notification"),
                servers.kafka().bootstrapServers(),
                List.of());
        EventStream stream =
            EventStream.open(
                replica.api().uri("/notifications/stream?userId=" + USER).toString())) {
      stream.listen(event -> {
        if (!event.data().isEmpty()) {
          streamed.add(event.data());
        }
      });
      receiver.conduct(data -> {
        delivered.add(data);
        return Receiver.Conduct.TAKE;
      });
      Webhooks.create(replica.api(), receiver.url());
      PaymentDone with = Events.event(USER, 1, Map.of("order", "42", "channel", "web"));

      Events.send(
          servers.template(), List.of(Events.record(with), Events.record(Events.event(USER, 2))));

      await().atMost(PATIENCE).until(() -> delivered.size() == 2 && streamed.size() == 2);
      assertThat(streamed.remove()).contains("\"amount\":1,").endsWith("," + METADATA + "}");
      assertThat(streamed.remove()).contains("\"amount\":2,").doesNotContain("metadata");
      assertThat(JsonMapper.shared().writeValueAsString(delivered.remove())).contains(METADATA);
      assertThat(delivered.remove().has("metadata")).isFalse();
      JsonNode feed = replica.api().get("/notifications?userId=" + USER).body().path("items");
      assertThat(feed.get(0).has("metadata")).isFalse();
      assertThat(feed.get(1).toString()).endsWith("," + METADATA + "}");
      assertThat(replica.api().text("/notifications?paymentId=" + with.paymentId()))
          .contains(METADATA);
    }
  }
}
