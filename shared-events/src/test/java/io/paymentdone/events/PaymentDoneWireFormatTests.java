package io.paymentdone.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The golden file is what consumers outside this repository were built against: it changes by
 * addition only.
 */
class PaymentDoneWireFormatTests {

  private static final PaymentDone GOLDEN =
      new PaymentDone(
          UUID.fromString("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f"),
          "user1",
          1250,
          "EUR",
          "order 42",
          Instant.parse("2026-11-22T18:30:00.123456Z"));

  private static final PaymentDone GOLDEN_WITH_METADATA =
      new PaymentDone(
          GOLDEN.paymentId(),
          GOLDEN.userId(),
          GOLDEN.amount(),
          GOLDEN.currency(),
          GOLDEN.description(),
          GOLDEN.occurredAt(),
          new TreeMap<>(Map.of("order", "42", "channel", "web")));

  /** A writer leaves absent metadata out, and nothing else. */
  private final JsonMapper json =
      JsonMapper.builder()
          .withConfigOverride(
              SortedMap.class,
              metadata ->
                  metadata.setIncludeAsProperty(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
          .build();

  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(resource("payment-done.v1.schema.json"), InputFormat.JSON);

  @Test
  void writesTheGoldenBytes() {
    assertThat(json.writeValueAsString(GOLDEN)).isEqualTo(golden());
  }

  @Test
  void readsTheGoldenBytes() {
    assertThat(json.readValue(golden(), PaymentDone.class)).isEqualTo(GOLDEN);
  }

  @Test
  void writesTheGoldenBytesOfAnEventWithMetadata() {
    assertThat(json.writeValueAsString(GOLDEN_WITH_METADATA)).isEqualTo(goldenWithMetadata());
  }

  @Test
  void readsTheGoldenBytesOfAnEventWithMetadata() {
    assertThat(json.readValue(goldenWithMetadata(), PaymentDone.class))
        .isEqualTo(GOLDEN_WITH_METADATA);
    assertThat(schema.validate(goldenWithMetadata(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void readsAnEventWithAPropertyOfALaterRevision() {
    String later = golden().replaceFirst("}$", ",\"channel\":\"web\"}");

    assertThat(schema.validate(later, InputFormat.JSON)).isEmpty();
  }

  @Test
  void goldenBytesFitTheSchema() {
    assertThat(schema.validate(golden(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void limitsAreThoseOfTheSchema() {
    JsonNode properties = json.readTree(resource("payment-done.v1.schema.json")).path("properties");

    assertThat(properties.at("/userId/maxLength").intValue())
        .isEqualTo(PaymentDone.USER_ID_LENGTH_MAX);
    assertThat(properties.at("/amount/maximum").longValue()).isEqualTo(PaymentDone.AMOUNT_MAX);
    assertThat(properties.at("/description/maxLength").intValue())
        .isEqualTo(PaymentDone.DESCRIPTION_LENGTH_MAX);
    assertThat(properties.at("/metadata/maxProperties").intValue())
        .isEqualTo(PaymentDone.METADATA_KEYS_MAX);
    assertThat(properties.at("/metadata/propertyNames/maxLength").intValue())
        .isEqualTo(PaymentDone.METADATA_KEY_LENGTH_MAX);
    assertThat(properties.at("/metadata/additionalProperties/maxLength").intValue())
        .isEqualTo(PaymentDone.METADATA_VALUE_LENGTH_MAX);
  }

  @Test
  void writesAnAbsentDescriptionAsNull() {
    PaymentDone event =
        new PaymentDone(GOLDEN.paymentId(), "user1", 1, "EUR", null, GOLDEN.occurredAt());

    String written = json.writeValueAsString(event);

    assertThat(written).contains("\"description\":null");
    assertThat(schema.validate(written, InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"amount\":0",
        "\"amount\":-1",
        "\"amount\":1.5",
        "\"amount\":\"1250\"",
        "\"amount\":1000000000000",
        "\"currency\":\"eur\"",
        "\"userId\":\"\"",
        "\"occurredAt\":\"2026-11-22T18:30:00.123456789Z\"",
        "\"paymentId\":\"not-a-uuid\""
      })
  void schemaRefuses(String property) {
    String name = property.substring(0, property.indexOf(':'));
    String changed = golden().replaceFirst(name + ":(\"[^\"]*\"|[0-9]+)", property);

    assertThat(changed).isNotEqualTo(golden());
    assertThat(schema.validate(changed, InputFormat.JSON)).isNotEmpty();
  }

  private static String golden() {
    return resource("payment-done.v1.golden.json").strip();
  }

  private static String goldenWithMetadata() {
    return resource("payment-done.v1.metadata.golden.json").strip();
  }

  private static String resource(String name) {
    try (InputStream in = PaymentDoneWireFormatTests.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
