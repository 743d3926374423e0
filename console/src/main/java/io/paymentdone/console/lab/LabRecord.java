package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.validation.TextRule;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the lab must know of a record. Anybody may write to its topic, with any tool.
 *
 * @param user the key, or without one the user that the value names; null if there is none, or if
 *     it is nothing that a user may be called
 * @param number the records of the lab's producer have one, in the order in which they were sent;
 *     -1 for records of others
 */
record LabRecord(@Nullable String user, long number) {

  /** Reads a record; its value is parsed only if it is of the lab's own topic. */
  static LabRecord of(ConsumerRecord<byte[], byte[]> consumed, boolean own, JsonMapper json) {
    byte[] key = consumed.key();
    String user = key == null ? null : valid(new String(key, UTF_8));
    byte[] value = consumed.value();
    if (value == null || (key != null && !own)) {
      return new LabRecord(user, -1);
    }
    try {
      JsonNode event = json.readTree(value);
      if (key == null) {
        user = valid(event.path("userId").asStringOpt().orElse(null));
      }
      JsonNode number = event.path("n");
      return new LabRecord(user, own && number.isIntegralNumber() ? number.longValue() : -1);
    } catch (JacksonException e) {
      // Not a payment.
      return new LabRecord(user, -1);
    }
  }

  /** A user, or null. Counts keep users for as long as a lab lasts, so one has a bounded length. */
  static @Nullable String valid(@Nullable String user) {
    return TextRule.USER_ID.check("/userId", user) == null ? user : null;
  }

  /** The value of a record: a payment as on {@code payment-done}, and its number. */
  static byte[] value(String user, long number) {
    String event =
        "{\"paymentId\":\"lab-"
            + number
            + "\",\"userId\":\""
            + user
            + "\",\"amount\":"
            + (100 + number % 9_900)
            + ",\"currency\":\"EUR\",\"description\":\"Payment of the lab, to see where it goes\""
            + ",\"n\":"
            + number
            + "}";
    return event.getBytes(UTF_8);
  }
}
