package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UuidV7Tests {

  /** RFC 9562, appendix A.6. */
  @Test
  void isNotAboveAUuidOfItsMillisecond() {
    Instant time = Instant.parse("2022-02-22T19:22:22.000Z");

    assertThat(UuidV7.lowest(time)).hasToString("017f22e2-79b0-0000-0000-000000000000");
    assertThat(UuidV7.lowest(time))
        .isLessThan(UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
  }

  /** An id has whole milliseconds. */
  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00.001Z, 00000000-0001-0000-0000-000000000000",
    "1970-01-01T00:00:00.001000001Z, 00000000-0002-0000-0000-000000000000",
    "1969-12-31T23:59:59Z, 00000000-0000-0000-0000-000000000000",
    "0001-01-01T00:00:00Z, 00000000-0000-0000-0000-000000000000",
    "9999-12-31T23:59:59.999Z, e677-d21fdbff-0000-0000-000000000000"
  })
  void isOfTheFirstMillisecondThatIsNotBefore(Instant time, String uuid) {
    assertThat(UuidV7.lowest(time).toString().replace("-", "")).isEqualTo(uuid.replace("-", ""));
  }
}
