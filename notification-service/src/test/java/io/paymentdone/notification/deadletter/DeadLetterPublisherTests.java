package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** What needs no broker: that there is none. */
class DeadLetterPublisherTests {

  /** Each further one would keep the consumer's thread as long, and end its membership. */
  @Test
  void stopsAtTheFirstRecordThatCannotBeSent() {
    CountingProducers nobody = new CountingProducers();
    List<RejectedRecord> rejected = IntStream.range(0, 30).mapToObj(n -> rejected(n)).toList();

    assertThatThrownBy(() -> new DeadLetterPublisher(new KafkaTemplate<>(nobody)).publish(rejected))
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

  private static final class CountingProducers extends DefaultKafkaProducerFactory<byte[], byte[]> {

    private int sends;

    CountingProducers() {
      super(
          Map.of("bootstrap.servers", "127.0.0.1:1", "max.block.ms", 100),
          new ByteArraySerializer(),
          new ByteArraySerializer());
    }

    @Override
    protected Producer<byte[], byte[]> createRawProducer(Map<String, Object> settings) {
      return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
          sends++;
          return super.send(record, callback);
        }
      };
    }
  }
}
