package io.paymentdone.web.problem;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

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
        advice.ended(new UncategorizedSQLException("update", "update x", timeOut), request);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
    assertThat(answer.getBody())
        .extracting(Problem::detail)
        .asString()
        .startsWith("Somebody else has locked");
    assertThat(code(answer)).isEqualTo("unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 08006, unavailable",
    "HEAD, 57P01, unavailable",
    "POST, 08006, outcome-unknown",
    "DELETE, 57P01, outcome-unknown",
    "PUT, , outcome-unknown",
    "POST, 53300, unavailable"
  })
  void doesNotSayOfAWriteThatItWasNotDoneWhenItsConnectionBroke(
      String method, @Nullable String state, String code) {
    request.setMethod(method);
    SQLException cause = new SQLException("An I/O error occurred", state);
    DataAccessResourceFailureException statement =
        new DataAccessResourceFailureException("PreparedStatementCallback", cause);
    TransactionSystemException commit = new TransactionSystemException("JDBC commit", cause);

    assertThat(code(advice.unavailable(statement, request))).isEqualTo(code);
    if (!code.equals("unavailable")) {
      assertThat(code(advice.ended(commit, request))).isEqualTo(code);
    }
  }

  @Test
  void saysThatAWriteWithoutAConnectionWasNotDone() {
    request.setMethod("POST");
    SQLException cause = new SQLTransientConnectionException("timed out after 2000ms");

    assertThat(
            code(
                advice.unavailable(
                    new CannotGetJdbcConnectionException("no connection", cause), request)))
        .isEqualTo("unavailable");
    assertThat(
            code(
                advice.unavailable(
                    new CannotCreateTransactionException("no transaction", cause), request)))
        .isEqualTo("unavailable");
  }

  private static String code(ResponseEntity<Problem> answer) {
    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
    return requireNonNull(answer.getBody()).code();
  }
}
