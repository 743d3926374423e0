package io.paymentdone.notification.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.PaymentDone;
import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.notification.deadletter.RejectionReason;
import io.paymentdone.web.validation.TextRule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.time.Clock;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parses a record as a payment-done event, or returns the reason for its rejection. The result
 * depends on the record only, and on the clock for a payment time far ahead.
 *
 * <p>A missing or malformed {@code traceparent} or {@code ce_caller} does not reject an event: the
 * feed needs neither.
 */
@Component
final class EventReader {

  /** An event has eight headers; tracing and proxies may add others. */
  private static final int HEADERS_MAX = 64;

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  /** The source in messages of the parser, such as {@code (start marker at [Source: …])}. */
  private static final Pattern SOURCE = Pattern.compile(" ?\\([^(\\[]*\\[Source: [^]]*]\\)");

  private final Clock clock;

  EventReader(Clock clock) {
    this.clock = clock;
  }

  ReceivedEvent read(ConsumerRecord<byte[], byte[]> source) throws InvalidEventException {
    String excess = RecordLimits.PAYMENT_EVENT.excess(source);
    if (excess != null) {
      throw new InvalidEventException(RejectionReason.RECORD_TOO_LARGE, excess);
    }
    byte[] key = source.key();
    byte[] value = source.value();
    if (key == null) {
      throw new InvalidEventException(RejectionReason.MISSING_KEY, "The record has no key.");
    }
    if (value == null) {
      throw new InvalidEventException(RejectionReason.MISSING_VALUE, "The record has no value.");
    }
    String id = readHeaders(source.headers());
    PaymentDone event = new EventValidator(json(value), clock).toEvent();
    if (!id.equals(event.paymentId().toString())) {
      throw new InvalidEventException(
          RejectionReason.ID_MISMATCH,
          "ce_id is " + id + ", paymentId is " + event.paymentId() + ".");
    }
    if (!Arrays.equals(key, event.userId().getBytes(UTF_8))) {
      throw new InvalidEventException(
          RejectionReason.KEY_MISMATCH, "The record key is not the bytes of the userId.");
    }
    return new ReceivedEvent(source, event, caller(source.headers()));
  }

  private static String readHeaders(Headers headers) throws InvalidEventException {
    Header[] all = headers.toArray();
    if (all.length > HEADERS_MAX) {
      throw new InvalidEventException(
          RejectionReason.TOO_MANY_HEADERS,
          "The record has " + all.length + " headers, at most " + HEADERS_MAX + " are allowed.");
    }
    String version = single(headers, CloudEventHeaders.SPEC_VERSION);
    if (!version.equals(CloudEventHeaders.SPEC_VERSION_1_0)) {
      throw new InvalidEventException(
          RejectionReason.UNKNOWN_VERSION, "ce_specversion is " + version + ", known is 1.0.");
    }
    String type = single(headers, CloudEventHeaders.TYPE);
    if (!type.equals(CloudEventHeaders.TYPE_PAYMENT_DONE_V1)) {
      throw new InvalidEventException(
          RejectionReason.UNKNOWN_TYPE,
          "ce_type is " + type + ", known is " + CloudEventHeaders.TYPE_PAYMENT_DONE_V1 + ".");
    }
    single(headers, CloudEventHeaders.SOURCE);
    return single(headers, CloudEventHeaders.ID);
  }

  private static String single(Headers headers, String name) throws InvalidEventException {
    Iterator<Header> found = headers.headers(name).iterator();
    if (!found.hasNext()) {
      throw new InvalidEventException(
          RejectionReason.BAD_HEADER, "Header " + name + " is missing.");
    }
    byte[] value = found.next().value();
    if (found.hasNext()) {
      throw new InvalidEventException(
          RejectionReason.BAD_HEADER, "Header " + name + " is repeated.");
    }
    if (value == null || value.length == 0) {
      throw new InvalidEventException(RejectionReason.BAD_HEADER, "Header " + name + " is empty.");
    }
    return new String(value, UTF_8);
  }

  /**
   * The client that posted the payment; null unless there is exactly one header, in UTF-8, that
   * keeps the rule of clients' names. Of two headers neither is taken: the payment could go to a
   * webhook endpoint that did not ask for it.
   */
  private static @Nullable String caller(Headers headers) {
    Iterator<Header> found = headers.headers(CloudEventHeaders.CALLER).iterator();
    byte[] value = found.hasNext() ? found.next().value() : null;
    if (value == null || found.hasNext()) {
      return null;
    }
    String name = new String(value, UTF_8);
    boolean isUtf8 = Arrays.equals(name.getBytes(UTF_8), value);
    return isUtf8 && TextRule.CALLER.check(CloudEventHeaders.CALLER, name) == null ? name : null;
  }

  private static JsonNode json(byte[] value) throws InvalidEventException {
    JsonNode node;
    try {
      // As text, because the parser would also accept bytes in UTF-16 or with a byte order mark.
      String text =
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(value))
              .toString();
      node = JSON.readValue(text);
    } catch (CharacterCodingException e) {
      throw new InvalidEventException(RejectionReason.MALFORMED_JSON, "The value is not UTF-8.");
    } catch (JacksonException e) {
      throw new InvalidEventException(
          RejectionReason.MALFORMED_JSON, "The value is not JSON: " + whatAndWhere(e));
    }
    if (node == null || !node.isObject()) {
      throw new InvalidEventException(
          RejectionReason.MALFORMED_JSON, "The value is not a JSON object.");
    }
    return node;
  }

  /**
   * The message of the parser, with the position in the record instead of that in the parser's
   * source.
   */
  private static String whatAndWhere(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String what = SOURCE.matcher(e.getOriginalMessage()).replaceAll("");
    return at == null
        ? what
        : String.format(
            Locale.ROOT, "%s (line %d, column %d)", what, at.getLineNr(), at.getColumnNr());
  }
}
