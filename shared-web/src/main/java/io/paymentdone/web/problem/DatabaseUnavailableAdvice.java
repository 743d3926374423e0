package io.paymentdone.web.problem;

import io.paymentdone.web.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A database that is away is no fault of the request: 503, try again. */
@RestControllerAdvice
@Order(-1)
class DatabaseUnavailableAdvice {

  private static final Logger log = LoggerFactory.getLogger(DatabaseUnavailableAdvice.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  @ExceptionHandler({
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class,
    RecoverableDataAccessException.class,
    CannotCreateTransactionException.class
  })
  @Nullable ResponseEntity<Problem> unavailable(RuntimeException e) {
    log.warn("database is not available: {}", e.getMessage());
    ProblemException problem =
        ProblemException.unavailable(
            "unavailable", "The database is not available at the moment. Try again.", RETRY_AFTER);
    return ResponseEntity.status(problem.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .header(HttpHeaders.RETRY_AFTER, ProblemWriter.seconds(RETRY_AFTER))
        .body(Problem.of(problem));
  }
}
