package io.paymentdone.console.topics;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes up to a limit; what is longer is null, and its length is the record's {@code
 * serializedValueSize}. So many large records of one batch do not add up: each is garbage once the
 * next is looked at.
 */
final class BoundedBytes implements Deserializer<byte @Nullable []> {

  private static final int HEADER_BYTES_MAX = 16_384;

  private final int bytesMax;

  BoundedBytes(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
    return data == null || data.length > bytesMax ? null : data;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
    letGoOfTheRecord(headers);
    if (data == null || data.remaining() > bytesMax) {
      return null;
    }
    byte[] bytes = new byte[data.remaining()];
    data.get(data.position(), bytes);
    return bytes;
  }

  /** Until a header's key and value have been asked for, it keeps the whole record's memory. */
  private static void letGoOfTheRecord(Headers headers) {
    Iterator<Header> each = headers.iterator();
    while (each.hasNext()) {
      Header header = each.next();
      var _ = header.key();
      byte[] value = header.value();
      if (value != null && value.length > HEADER_BYTES_MAX) {
        each.remove();
      }
    }
  }
}
