package io.paymentdone.notification.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

@ExtendWith(OutputCaptureExtension.class)
class ErasureTests {

  /** Nobody listens there. */
  private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/notification";

  private final Erasure erasure =
      new Erasure(
          new ErasureTable(
              JdbcClient.create(new DriverManagerDataSource(NOWHERE)), new TransactionTemplate()));

  /** More often than there is room for erasures: each gives its turn back. */
  @Test
  void isIncompleteWhileTheDatabaseIsAwayHoweverOftenItIsRepeated(CapturedOutput log) {
    for (int i = 0; i < 20; i++) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> erasure.erase("user1", "shop"))
          .satisfies(incomplete -> {
            assertThat(incomplete.code()).isEqualTo("erasure-incomplete");
            assertThat(incomplete.status().value()).isEqualTo(503);
            assertThat(incomplete.isRetryable()).isTrue();
            assertThat(incomplete.retryAfter()).isEqualTo(Duration.ofSeconds(1));
          });
    }

    assertThat(log)
        .contains("An erasure begins, asked for by shop", "An erasure ended early")
        .doesNotContain("user1");
  }
}
