package io.paymentdone.kafka.oversized;

import io.paymentdone.kafka.BoundedBytesDeserializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.DefaultRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Limits of what a record may hold in memory. With {@code max.poll.records} they bound the memory
 * of a poll.
 *
 * @param keyBytesMax longest key
 * @param valueBytesMax longest value
 * @param headerBytesMax most bytes of all headers together, with their names
 */
public record RecordLimits(int keyBytesMax, int valueBytesMax, int headerBytesMax) {

  /**
   * Limits of payment events: a user id has at most 128 characters, hence 512 bytes, a value at
   * most the limit of a request body, and the headers of an event have some hundred bytes. All
   * readers of the topic have the same limits, so that they agree about what is an event.
   */
  public static final RecordLimits PAYMENT_EVENT = new RecordLimits(1024, 64 * 1024, 64 * 1024);

  /** Greatest size of a record within the limits, including its own fields. */
  int recordBytesMax() {
    return keyBytesMax + valueBytesMax + headerBytesMax + DefaultRecord.MAX_RECORD_OVERHEAD;
  }

  /** A deserializer for keys: a key over the limit becomes null, and its size stays available. */
  public <K> Deserializer<K> keyDeserializer() {
    return bounded(keyBytesMax);
  }

  /**
   * A deserializer for values: a value over the limit becomes null, and its size stays available.
   */
  public <V> Deserializer<V> valueDeserializer() {
    return bounded(valueBytesMax);
  }

  @SuppressWarnings("unchecked") // the readers take bytes
  private static <T> Deserializer<T> bounded(int bytesMax) {
    return (Deserializer<T>) new BoundedBytesDeserializer(bytesMax);
  }

  /** Which limit a record exceeds; null if none. */
  public @Nullable String excess(ConsumerRecord<byte[], byte[]> record) {
    if (record instanceof OversizedRecord oversized) {
      return oversized.what();
    }
    int value = size(record.serializedValueSize(), record.value());
    if (value > valueBytesMax) {
      return "The value has " + value + " bytes, at most " + valueBytesMax + ".";
    }
    int key = size(record.serializedKeySize(), record.key());
    if (key > keyBytesMax) {
      return "The key has " + key + " bytes, at most " + keyBytesMax + ".";
    }
    long headers = bytes(record.headers());
    return headers > headerBytesMax
        ? "The headers have " + headers + " bytes, at most " + headerBytesMax + "."
        : null;
  }

  /** The serialized size is that on the topic; a record created by a test has none. */
  private static int size(int serialized, byte @Nullable [] content) {
    return Math.max(serialized, content == null ? 0 : content.length);
  }

  private static long bytes(Headers headers) {
    long bytes = 0;
    for (Header header : headers) {
      byte[] value = header.value();
      bytes += header.key().length() + (value == null ? 0 : value.length);
    }
    return bytes;
  }
}
