package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dashboards and alerts use these values of the tag {@code outcome}. */
class WriterMetricsTests {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @ParameterizedTest
  @CsvSource({
    "KEY_REUSED, key-reused",
    "OVERLOADED, overloaded",
    "UNAVAILABLE, unavailable",
    "UNSTORABLE, invalid-request",
    "UNKNOWN, outcome-unknown"
  })
  void tagsFailuresWithTheirProblemCodes(Outcome.Failure failure, String tag) {
    new WriterMetrics(registry).accepted(failure, 1);

    assertThat(registry.get("payment.writer.accept").tag("outcome", tag).timer().count())
        .isEqualTo(1);
  }
}
