package io.paymentdone.web.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RepeatedFailureTests {

  private Instant now = Instant.parse("2026-11-22T18:30:00Z");
  private final InstantSource source = () -> now;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final RepeatedFailure failure = new RepeatedFailure(clock);

  @Test
  void isNewsWhenItsReasonIsNew() {
    assertThat(failure.isNews("refused")).isTrue();
    assertThat(failure.isNews("refused")).isFalse();
    assertThat(failure.isNews("timed out")).isTrue();
    assertThat(failure.isNews("refused")).as("reasons that alternate").isFalse();
  }

  @Test
  void isTheSameWithOtherNumbers() {
    assertThat(failure.isNews("timestamp 1764358000123 is out of range [1, 2]")).isTrue();
    assertThat(failure.isNews("timestamp 1764358000124 is out of range [2, 3]")).isFalse();
  }

  @Test
  void isToldAgainAfterAMinuteAndAfterItsEnd() {
    assertThat(failure.isNews("refused")).isTrue();
    now = now.plus(Duration.ofSeconds(59));
    assertThat(failure.isNews("refused")).isFalse();
    now = now.plus(Duration.ofSeconds(1));
    assertThat(failure.isNews("refused")).isTrue();
    failure.end();
    assertThat(failure.isNews("refused")).isTrue();
  }

  @Test
  void namesTheCauseBehindAPoolsTimeout() {
    assertThat(
            RepeatedFailure.causes(
                new SQLException(
                    "Connection is not available",
                    new SQLException("FATAL: too many clients", new IOException()))))
        .isEqualTo(
            "Connection is not available: SQLException: FATAL: too many clients: IOException");
  }
}
