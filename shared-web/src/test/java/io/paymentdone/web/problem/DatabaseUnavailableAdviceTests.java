package io.paymentdone.web.problem;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.mock.web.MockHttpServletRequest;

@ExtendWith(OutputCaptureExtension.class)
class DatabaseUnavailableAdviceTests {

  private final MockHttpServletRequest request = new MockHttpServletRequest();
  private final DatabaseUnavailableAdvice advice = new DatabaseUnavailableAdvice();

  @Test
  void writesOneLineForAllRequestsOfAMoment(CapturedOutput output) {
    for (int i = 0; i < 1_000; i++) {
      assertThat(advice.unavailable(new TransientDataAccessResourceException("gone"), request))
          .extracting(ResponseEntity::getStatusCode)
          .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    }

    assertThat(output.getAll().lines().filter(line -> line.contains("database is not available")))
        .hasSizeBetween(1, 3);
  }

  @Test
  void saysThatSomebodyHasALockForTooLong() {
    SQLException timeOut = new SQLException("canceling statement due to lock timeout", "55P03");

    ResponseEntity<Problem> answer =
        requireNonNull(
            advice.ended(new UncategorizedSQLException("update", "update x", timeOut), request));

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
    assertThat(answer.getBody())
        .extracting(Problem::detail)
        .asString()
        .startsWith("Somebody else has locked");
  }
}
