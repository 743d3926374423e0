package io.paymentdone.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Returns keys or values up to a limit, and null for longer ones, whose length stays available as
 * the serialized size of the record.
 *
 * <p>The client decompresses each record into a buffer of its own before it calls a deserializer.
 * The buffer is garbage at once, however large, if no part of the record refers to it. A header
 * that has not been read is such a part, so all headers are read here.
 */
public final class BoundedBytesDeserializer implements Deserializer<byte @Nullable []> {

  private final int bytesMax;

  /**
   * A deserializer for keys or for values.
   *
   * @param bytesMax longest key or value that is returned
   */
  public BoundedBytesDeserializer(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, byte @Nullable [] data) {
    return data == null || data.length > bytesMax ? null : data;
  }

  @Override
  public byte @Nullable [] deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
    detach(headers);
    if (data == null || data.remaining() > bytesMax) {
      return null;
    }
    byte[] copy = new byte[data.remaining()];
    // An absolute read, because the client reads the position afterwards to compute the size.
    data.get(data.position(), copy);
    return copy;
  }

  private static void detach(Headers headers) {
    for (Header header : headers) {
      var _ = header.key();
      var _ = header.value();
    }
  }
}
