package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.NotificationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The webhooks in the OpenAPI document are what is sent. */
class DocumentedWebhooksTests {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final WebhookBody body = new WebhookBody(new NotificationText(), JSON);

  @Test
  void exampleOfADeliveryIsWhatIsSent() {
    assertThat(delivery(UUID.fromString("019acf3e-1c5a-7d23-8b4e-6f7a8b9c0d1e"), "order 42"))
        .isEqualTo(DocumentedWebhooks.DELIVERY);
  }

  @Test
  void exampleOfAPingIsWhatIsSent() {
    assertThat(ping()).isEqualTo(DocumentedWebhooks.PING);
  }

  @Test
  void documentHasTheExamples() throws IOException {
    assertThat(example("payment.done")).isEqualTo(JSON.readTree(DocumentedWebhooks.DELIVERY));
    assertThat(example("ping")).isEqualTo(JSON.readTree(DocumentedWebhooks.PING));
  }

  @Test
  void whatIsSentFitsTheSchemas() throws IOException {
    Schema delivery = schema("payment.done");

    assertThat(delivery.validate(delivery(null, null), InputFormat.JSON)).isEmpty();
    assertThat(delivery.validate(DocumentedWebhooks.DELIVERY, InputFormat.JSON)).isEmpty();
    assertThat(schema("ping").validate(ping(), InputFormat.JSON)).isEmpty();
    assertThat(delivery.validate(ping(), InputFormat.JSON)).isNotEmpty();
    assertThat(
            delivery.validate(
                DocumentedWebhooks.DELIVERY.replace("\"sequence\":7,", ""), InputFormat.JSON))
        .isNotEmpty();
  }

  private String delivery(@Nullable UUID previousId, @Nullable String order) {
    SortedMap<String, String> metadata =
        order == null ? null : new TreeMap<>(Map.of("channel", "web", "order", "42"));
    FeedEntry entry =
        new FeedEntry(
            UUID.fromString("019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30"),
            "user1",
            UUID.fromString("019acf3e-8e01-7b52-9c3d-2a4b6c8d0e1f"),
            1250,
            "EUR",
            order,
            Instant.parse("2026-11-29T09:00:00.123456Z"),
            Instant.parse("2026-11-29T09:00:00.137Z"),
            2,
            1041,
            "notification-service-1",
            metadata,
            true);
    return body.of(new Delivery(UUID.randomUUID(), 100, 7, previousId, entry));
  }

  private static String ping() {
    return EndpointPing.body(
        JSON,
        Instant.parse("2026-11-29T09:00:00.123Z"),
        UUID.fromString("019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30"));
  }

  private static JsonNode example(String webhook) throws IOException {
    return content(document(), webhook).at("/examples/sent/value");
  }

  /** The schema of a request's body; it refers to others of the document. */
  private static Schema schema(String webhook) throws IOException {
    JsonNode document = document();
    ObjectNode schema = (ObjectNode) content(document, webhook).path("schema").deepCopy();
    schema.set("components", document.path("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schema.toString(), InputFormat.JSON);
  }

  private static JsonNode content(JsonNode document, String webhook) {
    return document
        .path("webhooks")
        .path(webhook)
        .at("/post/requestBody/content/application~1json");
  }

  private static JsonNode document() throws IOException {
    return JSON.readTree(Files.readString(Path.of("../docs/api/notification-service.json")));
  }
}
