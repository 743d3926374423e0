package io.paymentdone.notification.oversized;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Takes keys and values up to their limit; of a larger one nothing but its size, which the record
 * has as its serialized size.
 *
 * <p>The client decompresses each record into a buffer of its own before it calls this. That buffer
 * is garbage at once, however large, if nothing of the record refers to it.
 */
public final class BoundedBytesDeserializer implements Deserializer<byte @Nullable []> {

  private static final byte[] LEFT_OUT = new byte[0];

  private int bytesMax = RecordLimits.VALUE_BYTES_MAX;

  /** Made by the client. */
  public BoundedBytesDeserializer() {}

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    bytesMax = isKey ? RecordLimits.KEY_BYTES_MAX : RecordLimits.VALUE_BYTES_MAX;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
    return data == null || data.length <= bytesMax ? data : LEFT_OUT;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
    if (data == null) {
      return null;
    }
    release(headers);
    if (data.remaining() > bytesMax) {
      return LEFT_OUT;
    }
    byte[] copy = new byte[data.remaining()];
    // From a position that stays: the client asks afterwards how much there was.
    data.get(data.position(), copy);
    return copy;
  }

  /** A header that nobody has asked is a part of the record's buffer and keeps all of it. */
  private static void release(Headers headers) {
    for (Header header : headers) {
      header.key();
      header.value();
    }
  }
}
