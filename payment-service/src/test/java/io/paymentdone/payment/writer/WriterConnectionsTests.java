package io.paymentdone.payment.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class WriterConnectionsTests {

  private final Locale machines = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(machines);
  }

  /** PostgreSQL reads the digits 0 to 9 and no others. */
  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "bn-BD", "mr-IN", "my-MM", "ne-NP"})
  void writesLimitsForPostgresInAnyLocale(String locale) {
    Locale.setDefault(Locale.forLanguageTag(locale));

    assertThat(
            WriterConnections.options(
                new WriterProperties(
                    1,
                    512,
                    DataSize.ofMegabytes(1),
                    4096,
                    Duration.ofMillis(2500),
                    Duration.ofMillis(300),
                    Duration.ofMillis(20),
                    256,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5))))
        .isEqualTo("-c lock_timeout=300 -c transaction_timeout=5000 -c idle_session_timeout=0");
  }
}
