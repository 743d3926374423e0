package io.paymentdone.notification.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;

/** When a member says that it receives nothing; that it tries on, others test with Kafka. */
class InfiniteRetryErrorHandlerTests {

  private final AdjustableClock clock = new AdjustableClock();
  private final InfiniteRetryErrorHandler retry =
      new InfiniteRetryErrorHandler(new OutOfRangePartitions(), clock);

  @BeforeEach
  void fail() {
    retry.handleOtherException(new KafkaException("corrupt"), consumer(), stopped(), true);
  }

  @Test
  void ignoresAShortOutage() {
    clock.pass(Duration.ofSeconds(20));
    fail();
    clock.pass(Duration.ofSeconds(9));

    assertThat(retry.problem()).isEmpty();
  }

  /** A failed poll, and then nothing to receive: no batch comes and ends it. */
  @Test
  void ignoresAnOutageThatIsOver() {
    clock.pass(Duration.ofMinutes(5));
    assertThat(retry.problem()).isEmpty();

    fail();
    clock.pass(Duration.ofSeconds(10));
    assertThat(retry.problem()).isEmpty();
  }

  @Test
  void reportsALongOutageWithItsCause() {
    clock.pass(Duration.ofSeconds(20));
    fail();
    clock.pass(Duration.ofSeconds(20));

    assertThat(retry.problem().orElseThrow()).contains("40 s", "corrupt");
  }

  @Test
  void forgetsAnOutageOnceABatchIsReceived() {
    clock.pass(Duration.ofSeconds(20));
    fail();
    clock.pass(Duration.ofSeconds(20));
    retry.clearThreadState();

    assertThat(retry.problem()).isEmpty();
  }

  private static Consumer<byte[], byte[]> consumer() {
    return new MockConsumer<>("none");
  }

  /** It is not waited for one that does not run. */
  private static MessageListenerContainer stopped() {
    ContainerProperties properties = new ContainerProperties("payment-done");
    return new KafkaMessageListenerContainer<>(
        new DefaultKafkaConsumerFactory<>(Map.of()), properties);
  }
}
