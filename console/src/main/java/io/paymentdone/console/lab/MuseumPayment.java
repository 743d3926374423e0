package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * What the museum must know of a payment.
 *
 * @param order place among the payments of its user: the offset on {@code payment-done}, where all
 *     of them are on one partition
 */
record MuseumPayment(UUID id, String user, long order) {

  /** Headers of a copy, which may have no key, and has an offset of its own. */
  private static final String USER = "museum-user";

  private static final String ORDER = "museum-order";

  /** Reads a record of {@code payment-done} or a copy; null if it is no payment. */
  static @Nullable MuseumPayment of(ConsumerRecord<byte[], byte[]> consumed) {
    boolean copy = !consumed.topic().equals(Topics.PAYMENT_DONE);
    byte[] key = consumed.key();
    String id = header(consumed, CloudEventHeaders.ID);
    String keyed = key == null ? null : new String(key, UTF_8);
    String user = LabRecord.valid(copy ? header(consumed, USER) : keyed);
    String order = copy ? header(consumed, ORDER) : Long.toString(consumed.offset());
    if (id == null || user == null || order == null) {
      return null;
    }
    try {
      return new MuseumPayment(UUID.fromString(id), user, Long.parseLong(order));
    } catch (IllegalArgumentException e) {
      // Anybody may write to the topic, with any tool.
      return null;
    }
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> consumed, String name) {
    Header header = consumed.headers().lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  /**
   * A copy of the payment's record.
   *
   * @param keyed whether it has the user as key
   */
  ProducerRecord<byte[], byte[]> copy(String topic, byte @Nullable [] value, boolean keyed) {
    return new ProducerRecord<>(
        topic,
        null,
        keyed ? user.getBytes(UTF_8) : null,
        value,
        List.of(
            new RecordHeader(CloudEventHeaders.ID, id.toString().getBytes(UTF_8)),
            new RecordHeader(USER, user.getBytes(UTF_8)),
            new RecordHeader(ORDER, Long.toString(order).getBytes(UTF_8))));
  }
}
