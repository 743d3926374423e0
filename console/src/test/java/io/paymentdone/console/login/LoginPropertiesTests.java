package io.paymentdone.console.login;

import static io.paymentdone.web.security.Scope.ADMIN;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paymentdone.console.login.LoginProperties.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginPropertiesTests {

  @ParameterizedTest
  @CsvSource({"PT0S, PT24H, 9", "PT8H, PT-1S, 9", "PT8H, PT24H, 0"})
  void refusesLimitsThatLetNobodyIn(Duration idleMax, Duration ageMax, int sessionsMax) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoginProperties(true, idleMax, ageMax, sessionsMax, null, List.of()));
  }

  /** They would give nobody anything, which somebody would notice late. */
  @Test
  void refusesGrantsWithoutAClaim() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new LoginProperties(
                true,
                Duration.ofHours(8),
                Duration.ofHours(24),
                9,
                null,
                List.of(new Grant(null, "ops", Set.of(ADMIN)))));
  }

  @Test
  void refusesGrantsThatSayNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Grant(null, " ", Set.of(ADMIN)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Grant(null, "ops", Set.of()));
  }
}
