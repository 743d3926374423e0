package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.events.Topics;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RejectedRecordsTests {

  @Test
  void readsWhatWasWritten() {
    List<RejectedRecord> rejected =
        List.of(
            rejected(RejectionReason.MISSING_VALUE, "user".getBytes(UTF_8), null),
            rejected(RejectionReason.BAD_HEADER, null, new byte[0]),
            rejected(RejectionReason.RECORD_TOO_LARGE, "user".getBytes(UTF_8), new byte[70_000]));

    List<RejectedRecord> read = RejectedRecords.read(RejectedRecords.write(rejected));

    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("source.serializedKeySize", "source.serializedValueSize")
        .isEqualTo(rejected);
    assertThat(read.getLast().source().value()).isNull();
  }

  @Test
  void refusesWhatALaterReleaseWrote() {
    byte[] bytes = RejectedRecords.write(List.of());
    bytes[0]++;

    assertThatThrownBy(() -> RejectedRecords.read(bytes)).hasMessageContaining("version 2");
  }

  private static RejectedRecord rejected(
      RejectionReason reason, byte @Nullable [] key, byte @Nullable [] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("null", null).add("ä", new byte[] {0, -1});
    ConsumerRecord<byte[], byte[]> source =
        new ConsumerRecord<>(
            Topics.PAYMENT_DONE,
            2,
            1L << 40,
            -1,
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            key,
            value,
            headers,
            Optional.empty());
    return new RejectedRecord(source, reason, "why: ☂");
  }
}
