package io.paymentdone.notification.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Named.named;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.Events;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTests {

  private final EventReader reader = new EventReader(Clock.systemUTC());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"userId": "user1"   | line 1, column 19
          {"a": 1,\\n "a": 2}  | line 2, column 5
          hi there             | line 1, column 1
          {} {}                | line 1, column 4
          """)
  void reportsMalformedJsonWithItsPosition(String value, String place) {
    assertThat(detail(value.replace("\\n", "\n")))
        .startsWith("The value is not JSON: ")
        .contains(place)
        .doesNotContain("Source", "REDACTED");
  }

  @Test
  void rejectsAnArray() {
    assertThat(detail("[]")).isEqualTo("The value is not a JSON object.");
  }

  @Test
  void sortsTheKeysOfMetadata() throws InvalidEventException {
    assertThat(metadata("{\"b\":\"\",\"a\":\"x\\ny\"}"))
        .containsExactly(Map.entry("a", "x\ny"), Map.entry("b", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}"})
  void readsEmptyMetadataAsNone(String metadata) throws InvalidEventException {
    assertThat(metadata(metadata)).isNull();
  }

  /** What the schema cannot say; its limits are in {@link EventSchemaTests}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a\\u0000":""}       | metadata has a key with a control character.
          {"a\\nb":""}          | metadata has a key with a control character.
          {"a\\ud800":""}       | metadata contains half of a surrogate pair.
          {"a":"\\u0000"}       | metadata.a contains the character U+0000.
          {"a":"b","c":"\\udc00"} | metadata.c contains half of a surrogate pair.
          {"a":1}              | metadata.a is not a string.
          """)
  void rejectsMetadataThatTheDatabaseCannotHold(String metadata, String detail) {
    assertThat(detail(eventWith(metadata))).isEqualTo(detail);
  }

  @Test
  void rejectsAKeyOfMetadataThatIsThereTwice() {
    assertThat(detail(eventWith("{\"a\":\"1\",\"a\":\"1\"}")))
        .startsWith("The value is not JSON: Duplicate");
  }

  private @Nullable SortedMap<String, String> metadata(String json) throws InvalidEventException {
    return reader
        .read(source("019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f", eventWith(json)))
        .event()
        .metadata();
  }

  private static String eventWith(String metadata) {
    return """
    {"paymentId":"019aac5e-1b2c-7d3e-8f40-5a6b7c8d9e0f","userId":"user1","amount":1250,
     "currency":"EUR","description":null,"occurredAt":"2026-11-22T18:30:00Z","metadata":%s}
    """
        .formatted(metadata);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "käufer", "anonymous", "a b"})
  void readsTheCaller(String name) throws InvalidEventException {
    assertThat(caller(List.of(name.getBytes(UTF_8)))).isEqualTo(name);
  }

  @Test
  void readsTheLongestCaller() throws InvalidEventException {
    String longest = "😀".repeat(CloudEventHeaders.CALLER_LENGTH_MAX);

    assertThat(caller(List.of(longest.getBytes(UTF_8)))).isEqualTo(longest);
  }

  /** The event itself is valid, and its user's feed needs no caller. */
  @ParameterizedTest
  @MethodSource("noCallers")
  void readsAnEventWithoutAValidCallerAsOneWithoutCaller(List<byte @Nullable []> values)
      throws InvalidEventException {
    assertThat(caller(values)).isNull();
  }

  static Stream<Named<List<byte @Nullable []>>> noCallers() {
    byte[] shop = "shop".getBytes(UTF_8);
    return Stream.of(
        named("absent", List.of()),
        named("null", Collections.singletonList(null)),
        named("empty", List.of(new byte[0])),
        named("repeated", List.of(shop, shop)),
        named("not UTF-8", List.of(new byte[] {'s', (byte) 0xc3, 'p'})),
        named(
            "too long",
            List.of("u".repeat(CloudEventHeaders.CALLER_LENGTH_MAX + 1).getBytes(UTF_8))),
        named("a control character", List.of("a\nb".getBytes(UTF_8))),
        named("a character that turns the text", List.of("a\u202eb".getBytes(UTF_8))));
  }

  /** The caller that is read from a valid event with these headers. */
  private @Nullable String caller(List<byte @Nullable []> headers) throws InvalidEventException {
    PaymentDone event = Events.event("user1", 1250);
    ConsumerRecord<byte[], byte[]> source =
        source(event.paymentId().toString(), new String(Events.value(event), UTF_8));
    for (byte[] header : headers) {
      source.headers().add(CloudEventHeaders.CALLER, header);
    }
    return reader.read(source).caller();
  }

  private String detail(String value) {
    ConsumerRecord<byte[], byte[]> source = source("1", value);
    return catchThrowableOfType(InvalidEventException.class, () -> reader.read(source)).detail();
  }

  private static ConsumerRecord<byte[], byte[]> source(String id, String value) {
    ConsumerRecord<byte[], byte[]> source =
        new ConsumerRecord<>("payment-done", 0, 0, "user1".getBytes(UTF_8), value.getBytes(UTF_8));
    source.headers().add(CloudEventHeaders.SPEC_VERSION, "1.0".getBytes(UTF_8));
    source
        .headers()
        .add(CloudEventHeaders.TYPE, CloudEventHeaders.TYPE_PAYMENT_DONE_V1.getBytes(UTF_8));
    source.headers().add(CloudEventHeaders.SOURCE, "/test".getBytes(UTF_8));
    source.headers().add(CloudEventHeaders.ID, id.getBytes(UTF_8));
    return source;
  }
}
