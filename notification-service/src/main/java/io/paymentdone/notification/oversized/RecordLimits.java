package io.paymentdone.notification.oversized;

import io.paymentdone.kafka.BoundedBytesDeserializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Limits of what a record may hold in memory. With {@code max.poll.records} they bound the memory
 * of a poll: 1 000 × 65 KB, a quarter of the smallest heap.
 */
public final class RecordLimits {

  /** A user id has at most 128 characters, hence 512 bytes. */
  static final int KEY_BYTES_MAX = 1024;

  /** The limit of a request body. */
  static final int VALUE_BYTES_MAX = 64 * 1024;

  /** The headers of an event have some hundred bytes. */
  static final int HEADER_BYTES_MAX = 64 * 1024;

  private RecordLimits() {}

  /** A deserializer for keys: a key over the limit becomes null, and its size stays available. */
  public static <K> Deserializer<K> keyDeserializer() {
    return bounded(KEY_BYTES_MAX);
  }

  /**
   * A deserializer for values: a value over the limit becomes null, and its size stays available.
   */
  public static <V> Deserializer<V> valueDeserializer() {
    return bounded(VALUE_BYTES_MAX);
  }

  /** Keeps all headers, because their total size is a reason to reject a record. */
  @SuppressWarnings("unchecked") // the listener of this service takes bytes
  private static <T> Deserializer<T> bounded(int bytesMax) {
    return (Deserializer<T>) new BoundedBytesDeserializer(bytesMax, Integer.MAX_VALUE);
  }

  /** Which limit a record exceeds; null if none. */
  public static @Nullable String excess(ConsumerRecord<byte[], byte[]> record) {
    if (record instanceof OversizedRecord oversized) {
      return oversized.what();
    }
    int value = size(record.serializedValueSize(), record.value());
    if (value > VALUE_BYTES_MAX) {
      return "The value has " + value + " bytes, at most " + VALUE_BYTES_MAX + ".";
    }
    int key = size(record.serializedKeySize(), record.key());
    if (key > KEY_BYTES_MAX) {
      return "The key has " + key + " bytes, at most " + KEY_BYTES_MAX + ".";
    }
    long headers = bytes(record.headers());
    return headers > HEADER_BYTES_MAX
        ? "The headers have " + headers + " bytes, at most " + HEADER_BYTES_MAX + "."
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
