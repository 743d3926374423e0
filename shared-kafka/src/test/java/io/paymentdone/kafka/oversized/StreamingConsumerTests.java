package io.paymentdone.kafka.oversized;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StreamingConsumerTests {

  private static final TopicPartition PARTITION = new TopicPartition("payment-done", 1);

  /** Whoever commits the position, or compares it with the end, would lose records otherwise. */
  @Test
  void reportsThePositionAfterTheRecordsThatItReturned() {
    MockConsumer<byte[], byte[]> client = new OutOfMemory();
    client.updateBeginningOffsets(Map.of(PARTITION, 0L));
    try (Consumer<byte[], byte[]> consumer =
        StreamingConsumer.of(
            client, Map.of("bootstrap.servers", "localhost:9"), RecordLimits.PAYMENT_EVENT)) {
      consumer.assign(List.of(PARTITION));
      consumer.seek(PARTITION, 0L);
      client.addRecord(
          new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), 0, null, null));

      assertThat(consumer.poll(Duration.ZERO).isEmpty()).isTrue();

      assertThat(client.position(PARTITION)).isEqualTo(1);
      assertThat(consumer.position(PARTITION)).isZero();
    }
  }

  @Test
  void forgetsPartitionsThatAreNoLongerAssigned() {
    TopicPartition other = new TopicPartition("orders", 0);
    OutOfMemory client = new OutOfMemory();
    client.updateBeginningOffsets(Map.of(PARTITION, 0L, other, 0L));
    try (Consumer<byte[], byte[]> consumer =
        StreamingConsumer.of(
            client, Map.of("bootstrap.servers", "localhost:9"), RecordLimits.PAYMENT_EVENT)) {
      consumer.assign(List.of(PARTITION));
      consumer.seek(PARTITION, 0L);
      assertThat(consumer.poll(Duration.ZERO).isEmpty()).isTrue();
      client.hasMemory = true;

      consumer.assign(List.of(other));
      consumer.seek(other, 0L);
      client.addRecord(new ConsumerRecord<>(other.topic(), other.partition(), 0, null, null));

      assertThat(consumer.poll(Duration.ZERO).records(other)).hasSize(1);
    }
  }

  /** Fails as the client does: positions have moved, but no record is returned. */
  private static final class OutOfMemory extends MockConsumer<byte[], byte[]> {

    boolean hasMemory;

    OutOfMemory() {
      super("earliest");
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
      if (hasMemory) {
        return polled;
      }
      throw new OutOfMemoryError("thrown by a test");
    }
  }
}
