package io.paymentdone.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoundedBytesDeserializerTests {

  private final BoundedBytesDeserializer deserializer = new BoundedBytesDeserializer(3, 2);
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

  @Test
  void removesLongHeadersOnly() {
    headers.add("short", new byte[2]).add("long", new byte[3]).add("empty", null);

    deserialize(new byte[1]);

    assertThat(headers).extracting(header -> header.key()).containsExactly("short", "empty");
  }

  private byte @Nullable [] deserialize(byte[] content) {
    return deserializer.deserialize("topic", headers, ByteBuffer.wrap(content));
  }
}
