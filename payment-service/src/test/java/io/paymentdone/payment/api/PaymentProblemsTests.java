package io.paymentdone.payment.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.Refusal;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;

class PaymentProblemsTests {

  @ParameterizedTest
  @CsvSource({
    "KEY_REUSED, 422, idempotency-key-reused, false",
    "OVERLOADED, 503, overloaded, true",
    "UNAVAILABLE, 503, unavailable, true",
    "UNSTORABLE, 400, invalid-request, false",
    "UNKNOWN, 503, outcome-unknown, true"
  })
  void givesEachFailureItsStatusAndCode(
      Outcome.Failure failure, int status, String code, boolean again) {
    ProblemException problem = PaymentProblems.of(failure);

    assertThat(problem.status().value()).isEqualTo(status);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.retryAfter() != null).isEqualTo(again);
  }

  @Test
  void passesOnWhyPaymentsAreNotAccepted() {
    ProblemException problem =
        PaymentProblems.of(
            new Refusal(Refusal.Reason.RELAY_BACKLOG, "WAL waits.", Duration.ofSeconds(10)));

    assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(problem.code()).isEqualTo("relay-backlog");
    assertThat(problem).hasMessage("WAL waits.");
    assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(10));
  }
}
