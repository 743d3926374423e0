package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTests {

  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30|30",
        "' 30 '|30",
        "007|7",
        "3600|3600",
        "3601|3600",
        "86400|3600",
        "Sun, 29 Nov 2026 10:02:00 GMT|120",
        "Sunday, 29-Nov-26 10:02:00 GMT|120",
        "Mon, 30 Nov 2026 10:00:00 GMT|3600",
      })
  void waitsAsTheReceiverAsksForAnHourAtMost(String value, long seconds) {
    assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "+5",
        "1.5",
        "30s",
        "soon",
        "٣٠",
        "999999999",
        "99999999999999999999",
        "Sun, 29 Nov 2026 09:59:59 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Sun, 99 Nov 2026 10:02:00 GMT",
        "2026-11-29T10:02:00Z",
      })
  void ignoresWhatMakesNoSense(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isNull();
  }

  @Test
  void isNullWithoutTheHeader() {
    assertThat(RetryAfter.parse(null, NOW)).isNull();
  }
}
