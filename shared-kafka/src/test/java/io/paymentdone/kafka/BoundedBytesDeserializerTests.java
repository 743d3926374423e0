package io.paymentdone.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoundedBytesDeserializerTests {

  private final BoundedBytesDeserializer deserializer = new BoundedBytesDeserializer(3);
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void returnsContentUpToTheLimitAndNothingLonger() {
    assertThat(deserialize(new byte[3])).hasSize(3);
    assertThat(deserialize(new byte[4])).isNull();
    assertThat(deserializer.deserialize("topic", new byte[3])).hasSize(3);
    assertThat(deserializer.deserialize("topic", new byte[4])).isNull();
    assertThat(deserializer.deserialize("topic", headers, (ByteBuffer) null)).isNull();
  }

  /** The client computes the serialized size from the position of the buffer. */
  @Test
  void leavesThePositionOfTheBuffer() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2}).position(1);

    assertThat(deserializer.deserialize("topic", headers, buffer)).containsExactly(1, 2);
    assertThat(buffer.remaining()).isEqualTo(2);
  }

  /** A header that has been read does not refer to the buffer of its record. */
  @Test
  void readsAllHeaders() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {'h', 7});
    RecordHeader header =
        new RecordHeader(buffer.duplicate().limit(1), buffer.duplicate().position(1));
    headers.add(header);

    deserialize(new byte[1]);
    buffer.put(0, (byte) 'x').put(1, (byte) 8);

    assertThat(header.key()).isEqualTo("h");
    assertThat(header.value()).containsExactly(7);
  }

  private byte @Nullable [] deserialize(byte[] content) {
    return deserializer.deserialize("topic", headers, ByteBuffer.wrap(content));
  }
}
