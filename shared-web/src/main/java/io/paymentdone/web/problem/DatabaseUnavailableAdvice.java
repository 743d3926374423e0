package io.paymentdone.web.problem;

import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.logging.RepeatedFailure;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers 503 while the database is not available: {@code outcome-unknown} for a write whose
 * connection broke, which may have been at its commit, and {@code unavailable} for all else.
 */
@RestControllerAdvice
@Order(-1)
class DatabaseUnavailableAdvice {

  private static final Logger log = LoggerFactory.getLogger(DatabaseUnavailableAdvice.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final Set<String> READS = Set.of("GET", "HEAD");

  /** Every request of an outage fails alike: a line each would fill a disk. */
  private final RationedLog lines = new RationedLog(Duration.ofSeconds(5));

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    RecoverableDataAccessException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<Problem> unavailable(RuntimeException e, HttpServletRequest request) {
    return answer(e, request);
  }

  /**
   * A connection that breaks in a transaction breaks the rollback too, and Spring reports the
   * failed rollback. Any other cause of these exceptions is a bug.
   */
  @ExceptionHandler({UncategorizedDataAccessException.class, TransactionSystemException.class})
  ResponseEntity<Problem> ended(RuntimeException e, HttpServletRequest request) {
    if (isConnectionGone(e)) {
      return answer(e, request);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
        return answer(
            ProblemCode.UNAVAILABLE,
            "Somebody else has locked what this request needs. Try again.",
            request);
      }
    }
    throw e;
  }

  private static boolean isConnectionGone(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isConnectionGone(sql)) {
        return true;
      }
    }
    return false;
  }

  /** Hikari's "Connection is closed" has no SQLSTATE. */
  private static boolean isConnectionGone(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.startsWith("08") || state.startsWith("57P");
  }

  private ResponseEntity<Problem> answer(RuntimeException e, HttpServletRequest request) {
    lines
        .next()
        .ifPresent(heldBack ->
            log.warn(
                "database is not available, {} more requests failed since the last such line: {}",
                heldBack,
                RepeatedFailure.causes(e)));
    return mayBeDone(e, request)
        ? answer(
            ProblemCode.OUTCOME_UNKNOWN,
            "The connection to the database broke, and whether the change was made is not known."
                + " Look before you repeat the request.",
            request)
        : answer(
            ProblemCode.UNAVAILABLE,
            "The database is not available at the moment. Try again.",
            request);
  }

  /** Not without a connection, nor when the server answered that it has not done it. */
  private static boolean mayBeDone(RuntimeException e, HttpServletRequest request) {
    return !READS.contains(request.getMethod())
        && !(e instanceof CannotGetJdbcConnectionException)
        && !(e instanceof CannotCreateTransactionException)
        && isConnectionGone(e);
  }

  private static ResponseEntity<Problem> answer(
      ProblemCode code, String detail, HttpServletRequest request) {
    ProblemException problem = ProblemException.of(code, detail, RETRY_AFTER);
    return ResponseEntity.status(problem.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .header(HttpHeaders.RETRY_AFTER, ProblemWriter.seconds(RETRY_AFTER))
        .body(Problem.of(problem, request));
  }
}
