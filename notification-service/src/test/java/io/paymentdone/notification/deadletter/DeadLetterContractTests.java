package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.TopicContract;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.KafkaHeaders;

/** Dead letters as readers of the topic know them from its document. */
class DeadLetterContractTests {

  private static final TopicContract CONTRACT = TopicContract.of(Topics.PAYMENT_DONE_DLT);

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final DeadLetterPublisher publisher =
      new DeadLetterPublisher(new KafkaTemplate<>(() -> producer));

  @Test
  void writesTheExampleOfTheTopicsDocument() {
    ProducerRecord<byte[], byte[]> written =
        written(RejectionReason.BAD_HEADER, "Header ce_specversion is missing.");

    assertThat(CONTRACT.flaws(written)).isEmpty();
    assertThat(CONTRACT.asExample(written)).isEqualTo(CONTRACT.example("badHeader"));
    assertThat(written.topic()).isEqualTo(Topics.PAYMENT_DONE_DLT);
  }

  @ParameterizedTest
  @EnumSource
  void fitsTheTopicsDocumentWhateverTheReason(RejectionReason reason) {
    assertThat(CONTRACT.flaws(written(reason, "Why."))).isEmpty();
  }

  @Test
  void documentHasEachReason() {
    assertThat(CONTRACT.header(KafkaHeaders.DLT_EXCEPTION_FQCN).path("enum").valueStream())
        .extracting(code -> code.stringValue())
        .containsExactlyElementsOf(
            Arrays.stream(RejectionReason.values()).map(RejectionReason::code).toList());
  }

  private ProducerRecord<byte[], byte[]> written(RejectionReason reason, String detail) {
    ConsumerRecord<byte[], byte[]> source =
        new ConsumerRecord<>(
            Topics.PAYMENT_DONE,
            1,
            1041,
            1_795_372_200_123L,
            TimestampType.CREATE_TIME,
            5,
            8,
            "user1".getBytes(UTF_8),
            "hi there".getBytes(UTF_8),
            new RecordHeaders(),
            Optional.empty());
    publisher.publish(List.of(new RejectedRecord(source, reason, detail)));
    return producer.history().getFirst();
  }
}
