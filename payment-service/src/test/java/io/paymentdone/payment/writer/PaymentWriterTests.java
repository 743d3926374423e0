package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PaymentWriterTests {

  private static final PaymentOrder ORDER =
      new PaymentOrder("anonymous", null, "user1", 1, "EUR", null, null, "");

  private final WriterProperties properties =
      new Binder(new MapConfigurationPropertySource(Map.of("payment.writer.deadline", "1s")))
          .bindOrCreate("payment.writer", WriterProperties.class);
  private final BatchWriter batches = mock(BatchWriter.class);

  /** The order of the failed batch was never claimed, so it is known not to be stored. */
  @Test
  void goesOnAfterAnError() {
    doThrow(new NoClassDefFoundError("thrown by a test"))
        .doAnswer(call -> {
          List<PendingPayment> batch = call.getArgument(0);
          batch.forEach(payment -> payment.complete(Outcome.Failure.KEY_REUSED));
          return null;
        })
        .when(batches)
        .write(any());
    PaymentWriter writer =
        new PaymentWriter(
            List.of(), batches, new WriterMetrics(new SimpleMeterRegistry()), properties);

    writer.start();
    try {
      assertThat(writer.write(ORDER)).isEqualTo(Outcome.Failure.UNAVAILABLE);
      assertThat(writer.write(ORDER)).isEqualTo(Outcome.Failure.KEY_REUSED);
    } finally {
      writer.stop();
    }
  }
}
