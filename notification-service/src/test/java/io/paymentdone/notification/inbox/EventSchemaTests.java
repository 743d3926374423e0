package io.paymentdone.notification.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The consumer takes the events that the contract's JSON Schema allows, and no others. */
class EventSchemaTests {

  private static final String ID = "019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f";
  private static final Instant NOW = Instant.parse("2026-11-22T18:30:00Z");

  private final JsonMapper json = JsonMapper.shared();
  private final EventReader reader = new EventReader(Clock.fixed(NOW, ZoneOffset.UTC));
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(schemaText(), InputFormat.JSON);

  /** For each property values at both sides of every limit, as JSON. */
  static Stream<Arguments> values() {
    return Map.of(
            "paymentId",
            List.of(
                text(ID),
                text("019AAC5E-1B2C-7D3E-8F40-5A6B7C8D9E0F"),
                text("019aac5e-1b2c-4d3e-8f40-5a6b7c8d9e0f"),
                text("019aac5e-1b2c-7d3e-7f40-5a6b7c8d9e0f"),
                text(""),
                "7",
                "null"),
            "userId",
            List.of(
                text(""),
                text("u"),
                text("u".repeat(PaymentDone.USER_ID_LENGTH_MAX)),
                text("u".repeat(PaymentDone.USER_ID_LENGTH_MAX + 1)),
                text("😀".repeat(PaymentDone.USER_ID_LENGTH_MAX)),
                text("😀".repeat(PaymentDone.USER_ID_LENGTH_MAX + 1)),
                "7",
                "null"),
            "amount",
            List.of(
                "0",
                "1",
                Long.toString(PaymentDone.AMOUNT_MAX),
                Long.toString(PaymentDone.AMOUNT_MAX + 1),
                "-1",
                "1.5",
                "99999999999999999999",
                text("1"),
                "true",
                "null"),
            "currency",
            List.of(
                text("EUR"),
                // Which codes are in circulation is no property of the event.
                text("QQQ"),
                text("XXX"),
                text("eur"),
                text("EU"),
                text("EURO"),
                text("ＥＵＲ"),
                text(""),
                "978",
                "null"),
            "description",
            List.of(
                "null",
                text(""),
                text("d".repeat(PaymentDone.DESCRIPTION_LENGTH_MAX)),
                text("d".repeat(PaymentDone.DESCRIPTION_LENGTH_MAX + 1)),
                text("😀".repeat(PaymentDone.DESCRIPTION_LENGTH_MAX)),
                "7",
                "[]"),
            "metadata",
            List.of(
                "null",
                "{}",
                "{\"k\":\"\"}",
                metadata(PaymentDone.METADATA_KEYS_MAX, "k", "v"),
                metadata(PaymentDone.METADATA_KEYS_MAX + 1, "k", "v"),
                metadata(1, "k".repeat(PaymentDone.METADATA_KEY_LENGTH_MAX - 1), "v"),
                metadata(1, "k".repeat(PaymentDone.METADATA_KEY_LENGTH_MAX), "v"),
                metadata(1, "😀".repeat(PaymentDone.METADATA_KEY_LENGTH_MAX - 1), "v"),
                metadata(1, "k", "v".repeat(PaymentDone.METADATA_VALUE_LENGTH_MAX)),
                metadata(1, "k", "v".repeat(PaymentDone.METADATA_VALUE_LENGTH_MAX + 1)),
                metadata(1, "k", "😀".repeat(PaymentDone.METADATA_VALUE_LENGTH_MAX)),
                "{\"\":\"v\"}",
                "{\"k\":1}",
                "{\"k\":true}",
                "{\"k\":null}",
                "{\"k\":{}}",
                "{\"k\":[]}",
                "[]",
                "7",
                text("k")),
            "occurredAt",
            List.of(
                text("2026-11-22T18:30:00Z"),
                text("2026-11-22T18:30:00.123Z"),
                text("2026-11-22T18:30:00.123456Z"),
                text("2026-11-22T18:30:00.1Z"),
                text("2026-11-22T18:30:00.123456789Z"),
                text("2026-11-22T18:30:00+00:00"),
                text("2026-11-22"),
                "1763836200",
                "null"),
            "channel",
            List.of(text("a property of a later revision")))
        .entrySet()
        .stream()
        .flatMap(property ->
            property.getValue().stream().map(value -> arguments(property.getKey(), value)));
  }

  /** As many keys, each of them the prefix and a digit or letter. */
  private static String metadata(int keys, String prefix, String value) {
    return IntStream.range(0, keys)
        .mapToObj(key -> text(prefix + Character.forDigit(key, 36)) + ':' + text(value))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String text(String text) {
    return '"' + text + '"';
  }

  @ParameterizedTest
  @MethodSource("values")
  void acceptsAValueWhenTheSchemaDoes(String property, String value) {
    ObjectNode event = valid();
    event.set(property, json.readTree(value));

    assertThat(isAccepted(event)).isEqualTo(isValid(event));
  }

  @ParameterizedTest
  @MethodSource("requiredProperties")
  void refusesAnEventWithoutAPropertyThatTheSchemaRequires(String property) {
    ObjectNode event = valid();
    event.remove(property);

    assertThat(isValid(event)).isFalse();
    assertThat(isAccepted(event)).isFalse();
  }

  static Stream<String> requiredProperties() {
    return Stream.of("paymentId", "userId", "amount", "currency", "occurredAt");
  }

  /** Many serializers leave null out; nothing is lost when it is read as null. */
  @Test
  void readsAMissingDescriptionAsNullThoughTheSchemaRequiresIt() {
    ObjectNode event = valid();
    event.remove("description");

    assertThat(isValid(event)).isFalse();
    assertThat(isAccepted(event)).isTrue();
  }

  private ObjectNode valid() {
    return json.createObjectNode()
        .put("paymentId", ID)
        .put("userId", "user1")
        .put("amount", 1250)
        .put("currency", "EUR")
        .put("description", "order 42")
        .put("occurredAt", "2026-11-22T18:30:00.123456Z");
  }

  private boolean isValid(ObjectNode event) {
    return schema.validate(event.toString(), InputFormat.JSON).isEmpty();
  }

  private boolean isAccepted(ObjectNode event) {
    ConsumerRecord<byte[], byte[]> source =
        new ConsumerRecord<>(
            "payment-done",
            0,
            0,
            event.path("userId").asString("").getBytes(UTF_8),
            event.toString().getBytes(UTF_8));
    Map.of(
            CloudEventHeaders.SPEC_VERSION,
            CloudEventHeaders.SPEC_VERSION_1_0,
            CloudEventHeaders.TYPE,
            CloudEventHeaders.TYPE_PAYMENT_DONE_V1,
            CloudEventHeaders.SOURCE,
            CloudEventHeaders.SOURCE_PAYMENTS,
            CloudEventHeaders.ID,
            event.path("paymentId").asString(ID))
        .forEach((name, value) -> source.headers().add(name, value.getBytes(UTF_8)));
    try {
      reader.read(source);
      return true;
    } catch (InvalidEventException e) {
      return false;
    }
  }

  private static String schemaText() {
    try (InputStream in = PaymentDone.class.getResourceAsStream("payment-done.v1.schema.json")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
