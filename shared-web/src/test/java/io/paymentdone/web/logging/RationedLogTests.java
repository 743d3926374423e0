package io.paymentdone.web.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RationedLogTests {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
  private final RationedLog log = new RationedLog(Duration.ofSeconds(5), nanos::get);

  @Test
  void letsOneLineThroughPerIntervalAndCountsTheOthers() {
    assertThat(log.next()).hasValue(0);
    assertThat(log.next()).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    assertThat(log.next()).isEmpty();

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(log.next()).hasValue(2);
    assertThat(log.next()).isEmpty();
  }

  @Test
  void countsEventsThatComeTogether() {
    assertThat(log.add(0)).isZero();
    assertThat(log.add(3)).isEqualTo(3);
    assertThat(log.add(4)).isZero();

    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(log.add(0)).isEqualTo(4);
    assertThat(log.add(0)).isZero();
  }
}
