package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the lab must know of a record.
 *
 * @param user the key, or without one the user that the value names; null if there is none
 * @param number the records of the lab's producer have one, in the order in which they were sent;
 *     -1 for records of others
 */
record LabRecord(@Nullable String user, long number) {

  /** Reads a record; its value is parsed only if it is of the lab's own topic. */
  static LabRecord of(ConsumerRecord<byte[], byte[]> consumed, boolean own, JsonMapper json) {
    byte[] key = consumed.key();
    String user = key == null ? null : new String(key, UTF_8);
    byte[] value = consumed.value();
    if (value == null || (user != null && !own)) {
      return new LabRecord(user, -1);
    }
    try {
      JsonNode event = json.readTree(value);
      if (user == null) {
        user = event.path("userId").asStringOpt().orElse(null);
      }
      JsonNode number = event.path("n");
      return new LabRecord(user, own && number.isIntegralNumber() ? number.longValue() : -1);
    } catch (JacksonException e) {
      // Anybody may write to the topic, with any tool.
      return new LabRecord(user, -1);
    }
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
