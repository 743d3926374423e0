package io.paymentdone.console.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.events.Topics;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SaveThenSendTests {

  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(
          false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private final MuseumProducer producer = new MuseumProducer("copies", true, kafka);
  private final SaveThenSend service = new SaveThenSend(producer);
  private final List<ConsumerRecord<byte[], byte[]>> records =
      IntStream.range(0, 5).mapToObj(SaveThenSendTests::payment).toList();

  @Test
  void losesNothingWhileItsProcessLives() {
    service.polled(polled());
    assertThat(service.lost()).isZero();
    records.forEach(service::handled);
    assertThat(service.lost()).isZero();
    while (kafka.completeNext()) {
      assertThat(service.lost()).isZero();
    }

    service.restarted();
    assertThat(service.lost()).isZero();
    assertThat(kafka.history()).hasSize(5);
  }

  @Test
  void losesWhatItsProcessHadSavedAndNotSent() {
    service.polled(polled());
    records.subList(0, 2).forEach(service::handled);
    while (kafka.completeNext()) {
      assertThat(service.lost()).isZero();
    }

    service.restarted();

    assertThat(service.lost()).isEqualTo(3);
    records.subList(2, 5).forEach(service::handled);
    assertThat(kafka.history()).hasSize(2);
  }

  /** The process had sent it; that Kafka's answer comes after its end changes nothing. */
  @Test
  void countsWhatWasUnderWayWhenItsProcessDied() {
    service.polled(polled());
    records.forEach(service::handled);
    service.restarted();
    while (kafka.completeNext()) {
      assertThat(kafka.history()).hasSize(5);
    }

    assertThat(service.lost()).isZero();
  }

  @Test
  void knowsThatItsNumbersAreLowerBoundsWhenKafkaDoesNotTakeACopy() {
    service.polled(polled());
    service.handled(records.getFirst());

    assertThat(kafka.errorNext(new TimeoutException())).isTrue();

    assertThat(producer.failed()).isEqualTo(1);
    assertThat(service.lost()).isZero();
  }

  private ConsumerRecords<byte[], byte[]> polled() {
    return new ConsumerRecords<>(
        Map.of(new TopicPartition(Topics.PAYMENT_DONE, 0), records), Map.of());
  }

  private static ConsumerRecord<byte[], byte[]> payment(int n) {
    return MuseumPaymentTests.record(
        Topics.PAYMENT_DONE,
        n,
        "ana",
        new RecordHeaders().add(CloudEventHeaders.ID, new UUID(0, n).toString().getBytes(UTF_8)));
  }
}
