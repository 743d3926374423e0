package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaProducerException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** What needs no broker: what is said when a record is not taken. */
@ExtendWith(OutputCaptureExtension.class)
class RedriverTests {

  private static final ProducerRecord<byte[], byte[]> RECORD =
      new ProducerRecord<>(Topics.PAYMENT_DONE, "user1".getBytes(UTF_8), "hi".getBytes(UTF_8));

  /** Whoever redrives may ask again and again. */
  @Test
  void hasOneLineOfTheLogForManyEqualRefusals(CapturedOutput log) {
    Redriver redriver =
        new Redriver(
            new AnsweringTemplate(() ->
                CompletableFuture.failedFuture(
                    new KafkaProducerException(
                        RECORD, "Failed to send", new RecordTooLargeException("of 20 MB")))));

    for (int i = 0; i < 10; i++) {
      assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> redriver.send(RECORD));
    }

    assertThat(log.getAll())
        .containsOnlyOnce("A dead letter was not redriven")
        .contains("of 20 MB")
        .doesNotContain("\tat io.paymentdone");
  }

  @Test
  void reportsThatTheBrokerRefusedARecordForItsSize() {
    refusal(() ->
            CompletableFuture.failedFuture(
                new KafkaProducerException(
                    RECORD, "Failed to send", new RecordTooLargeException())))
        .satisfies(RedriverTests::isTooLarge);
  }

  @Test
  void reportsThatTheProducerRefusedARecordForItsSize() {
    refusal(
            () -> {
              throw new KafkaException("Send failed", new RecordTooLargeException());
            })
        .satisfies(RedriverTests::isTooLarge);
  }

  @Test
  void reportsThatKafkaIsDown() {
    refusal(() -> CompletableFuture.failedFuture(new KafkaException("Failed to send")))
        .satisfies(problem -> {
          assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
          assertThat(problem.code()).isEqualTo("kafka-unavailable");
          assertThat(problem.retryAfter()).isNotNull();
        });
  }

  @Test
  void doesNotKnowTheOutcomeWhenItIsToStop() {
    Thread.currentThread().interrupt();
    try {
      refusal(CompletableFuture::new)
          .satisfies(problem -> {
            assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(problem.code()).isEqualTo("stopping");
            assertThat(problem.isRetryable()).isTrue();
            assertThat(problem).hasMessageContaining("unknown");
          });
    } finally {
      assertThat(Thread.interrupted()).as("is still interrupted").isTrue();
    }
  }

  /** To send it again as it is would be of no use. */
  private static void isTooLarge(ProblemException problem) {
    assertThat(problem.status()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
    assertThat(problem.code()).isEqualTo("record-too-large");
    assertThat(problem).hasMessageContaining("is kept").hasMessageContaining("max.message.bytes");
    assertThat(problem.retryAfter()).isNull();
  }

  private static ThrowableAssertAlternative<ProblemException> refusal(
      Supplier<CompletableFuture<SendResult<byte[], byte[]>>> answer) {
    return assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> new Redriver(new AnsweringTemplate(answer)).send(RECORD));
  }

  private static final class AnsweringTemplate extends KafkaTemplate<byte[], byte[]> {

    private final Supplier<CompletableFuture<SendResult<byte[], byte[]>>> answer;

    AnsweringTemplate(Supplier<CompletableFuture<SendResult<byte[], byte[]>>> answer) {
      super(
          new DefaultKafkaProducerFactory<>(
              Map.of(), new ByteArraySerializer(), new ByteArraySerializer()));
      this.answer = answer;
    }

    @Override
    public CompletableFuture<SendResult<byte[], byte[]>> send(
        ProducerRecord<byte[], byte[]> record) {
      return answer.get();
    }
  }
}
