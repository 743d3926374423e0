package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** What needs no broker: that there is none. */
class DeadLetterPublisherTests {

  /** Each further one would keep the consumer's thread as long, and end its membership. */
  @Test
  void stopsAtTheFirstRecordThatCannotBeSent() {
    CountingTemplate nobody =
        new CountingTemplate(
            new DefaultKafkaProducerFactory<>(
                Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", 100),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    List<RejectedRecord> rejected = IntStream.range(0, 30).mapToObj(n -> rejected(n)).toList();

    assertThatThrownBy(() -> new DeadLetterPublisher(nobody).publish(rejected))
        .isInstanceOf(DeadLetterException.class);

    assertThat(nobody.sends).isEqualTo(1);
    nobody.destroy();
  }

  private static RejectedRecord rejected(int n) {
    return new RejectedRecord(
        new ConsumerRecord<>("payment-done", 0, n, "user".getBytes(UTF_8), "hi".getBytes(UTF_8)),
        RejectionReason.MALFORMED_JSON,
        "test");
  }

  private static final class CountingTemplate extends KafkaTemplate<byte[], byte[]> {

    private int sends;

    CountingTemplate(DefaultKafkaProducerFactory<byte[], byte[]> producers) {
      super(producers);
    }

    @Override
    public CompletableFuture<SendResult<byte[], byte[]>> send(
        ProducerRecord<byte[], byte[]> record) {
      sends++;
      return super.send(record);
    }
  }
}
