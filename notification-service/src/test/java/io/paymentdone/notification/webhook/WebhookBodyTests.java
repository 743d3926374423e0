package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.Language;
import io.paymentdone.notification.feed.NotificationText;
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

class WebhookBodyTests {

  private static final UUID ID = UUID.fromString("0199c0de-0000-7000-8000-000000000001");
  private static final UUID PREVIOUS = UUID.fromString("0199c0de-0000-7000-8000-000000000002");

  private final JsonMapper json = JsonMapper.builder().build();
  private final NotificationText text = new NotificationText();
  private final WebhookBody body = new WebhookBody(text, json);

  @Test
  void isTheItemOfTheFeedWithItsPlaceInTheLane() {
    FeedEntry entry = entry("order 42", false);

    JsonNode sent = json.readTree(body.of(delivery(entry, 7, PREVIOUS)));

    assertThat(sent.propertyNames()).containsExactly("type", "timestamp", "data");
    assertThat(sent.path("type").asString()).isEqualTo("payment.done");
    assertThat(sent.path("timestamp").asString()).isEqualTo("2026-11-28T09:00:00.123456Z");
    ObjectNode item = json.valueToTree(text.item(entry, Language.ENGLISH));
    item.put("sequence", 7).put("previousId", PREVIOUS.toString());
    assertThat(json.writeValueAsString(sent.path("data"))).isEqualTo(json.writeValueAsString(item));
  }

  @Test
  void hasNullBeforeTheFirst() {
    JsonNode sent = json.readTree(body.of(delivery(entry(null, false), 1, null)));

    assertThat(sent.path("data").has("previousId")).isTrue();
    assertThat(sent.path("data").path("previousId").isNull()).isTrue();
  }

  @Test
  void staysTheSameWhateverItsUserReads() {
    assertThat(body.of(delivery(entry("order 42", true), 7, PREVIOUS)))
        .isEqualTo(body.of(delivery(entry("order 42", false), 7, PREVIOUS)))
        .contains("\"read\":false");
  }

  @Test
  void hasTheMetadataBesideTheItemsOtherFields() {
    FeedEntry entry = entry("order 42", false, new TreeMap<>(Map.of("order", "42", "a", "b")));

    assertThat(body.of(delivery(entry, 7, PREVIOUS)))
        .endsWith(
            "\"read\":false,\"metadata\":{\"a\":\"b\",\"order\":\"42\"},"
                + "\"sequence\":7,\"previousId\":\""
                + PREVIOUS
                + "\"}}");
  }

  /** To the byte as before there was any. */
  @Test
  void saysNothingOfMetadataWhereThereIsNone() {
    assertThat(body.of(delivery(entry("order 42", false), 7, PREVIOUS)))
        .isEqualTo(
            """
            {"type":"payment.done","timestamp":"2026-11-28T09:00:00.123456Z","data":{"id":"%s",\
            "userId":"user1","paymentId":"0199c0de-0000-7000-8000-000000000003",\
            "title":"Payment of €12.50","message":"Your payment of €12.50 is done: order 42",\
            "amount":1250,"currency":"EUR","occurredAt":"2026-11-28T09:00:00.123456Z",\
            "receivedAt":"2026-11-28T09:00:00.200Z","partition":1,"offset":42,\
            "consumer":"notification-service-1","read":false,"sequence":7,"previousId":"%s"}}\
            """
                .formatted(ID, PREVIOUS));
  }

  private static Delivery delivery(FeedEntry entry, long sequence, @Nullable UUID previousId) {
    return new Delivery(UUID.randomUUID(), 100, sequence, previousId, entry);
  }

  private static FeedEntry entry(@Nullable String description, boolean read) {
    return entry(description, read, null);
  }

  private static FeedEntry entry(
      @Nullable String description, boolean read, @Nullable SortedMap<String, String> metadata) {
    return new FeedEntry(
        ID,
        "user1",
        UUID.fromString("0199c0de-0000-7000-8000-000000000003"),
        1250,
        "EUR",
        description,
        Instant.parse("2026-11-28T09:00:00.123456Z"),
        Instant.parse("2026-11-28T09:00:00.200Z"),
        1,
        42,
        "notification-service-1",
        metadata,
        read);
  }
}
