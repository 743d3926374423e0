package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LabProducerTests {

  private static final class NoMemory extends MockProducer<byte[], byte[]> {
    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> unsent, Callback callback) {
      throw new OutOfMemoryError("of the test");
    }
  }

  @Test
  void saysThatItHasFailed() {
    LabEvents events = new LabEvents();
    LabCounts counts = new LabCounts(true, List.of(0L), new JsonMapper(), events);
    LabProducer producer = new LabProducer("t", 1, new NoMemory(), counts, events);
    ProducerPlan plan = new ProducerPlan(null, null, 200, null);
    producer.change(plan);
    assertThat(producer.state().failed()).isNull();
    assertThat(producer.state().ratePerSecond()).isEqualTo(200);
    producer.start();

    await().until(() -> producer.state().failed() != null);
    assertThat(producer.state().failed()).contains("OutOfMemoryError");
    assertThat(producer.state().ratePerSecond()).isZero();
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> producer.change(plan));
    producer.close(Duration.ofSeconds(1));
  }
}
