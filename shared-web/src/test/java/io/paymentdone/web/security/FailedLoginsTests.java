package io.paymentdone.web.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paymentdone.web.overload.FakeTime;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FailedLoginsTests {

  private static final String ADDRESS = "192.0.2.1";

  private final FakeTime time = new FakeTime();
  private final FailedLogins failedLogins = new FailedLogins(new FailedLoginProperties(30), time);

  @Test
  void areToldOnceAMinuteHoweverManyThereAre(CapturedOutput output) {
    for (int i = 0; i < 10_000; i++) {
      failedLogins.countPassword("192.0.2." + i);
    }

    assertThat(output.getAll().lines().filter(line -> line.contains("wrong credentials")))
        .singleElement()
        .asString()
        .contains("last such line: 1,", "addresses: 1,", "192.0.2.0");
  }

  @Test
  void anAddressHasThirtyAttemptsAndThenOneEachTwoSeconds() {
    fail(29);
    assertThat(failedLogins.refusal(ADDRESS)).isNull();
    fail(1);

    ProblemException refusal = requireNonNull(failedLogins.refusal(ADDRESS));
    assertThat(refusal.code()).isEqualTo("too-many-failed-logins");
    assertThat(refusal.isRetryable()).isTrue();
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(2));

    time.pass(Duration.ofMillis(1999));
    assertThat(failedLogins.refusal(ADDRESS)).isNotNull();
    time.pass(Duration.ofMillis(1));
    assertThat(failedLogins.refusal(ADDRESS)).isNull();
    fail(1);
    assertThat(failedLogins.refusal(ADDRESS)).isNotNull();
  }

  @Test
  void whoeverIsThereTooLogsInAsSoonAsTheGuessingEnds() {
    fail(1_000_000);

    time.pass(Duration.ofSeconds(2));
    // A login that succeeds takes no attempt away.
    assertThat(failedLogins.refusal(ADDRESS)).isNull();
    assertThat(failedLogins.refusal(ADDRESS)).isNull();
    time.pass(Duration.ofMinutes(1));
    fail(29);
    assertThat(failedLogins.refusal(ADDRESS)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
    "2001:db8:0:1::1, 2001:0db8:0000:0001:0000:0000:0000:0009, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
    "no address, no address, true",
    "no address, another, false",
    "'', '', true"
  })
  void areThoseOfAnAddressOrOfAnIpv6Network(String failing, String other, boolean refused) {
    for (int i = 0; i < 30; i++) {
      failedLogins.countPassword(failing);
    }

    assertThat(failedLogins.refusal(failing)).isNotNull();
    assertThat(failedLogins.refusal(other) != null).isEqualTo(refused);
  }

  @Test
  void areNotThoseOfTokens(CapturedOutput output) {
    for (int i = 0; i < 1000; i++) {
      failedLogins.countToken(ADDRESS);
    }

    assertThat(failedLogins.refusal(ADDRESS)).isNull();
    assertThat(output).contains("wrong credentials");
  }

  @Test
  void areNotLimitedWithoutALimit() {
    FailedLogins unlimited = new FailedLogins(new FailedLoginProperties(0), time);
    for (int i = 0; i < 1000; i++) {
      unlimited.countPassword(ADDRESS);
    }

    assertThat(unlimited.refusal(ADDRESS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1_000_001})
  void haveALimitWithinBounds(int perMinute) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FailedLoginProperties(perMinute))
        .withMessageContaining("per-minute is from 0");
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      failedLogins.countPassword(ADDRESS);
    }
  }
}
