package io.paymentdone.web.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Ends a request with an RFC 9457 problem document. Carries no stack trace: it is an answer, not a
 * fault.
 */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String code;
  private final transient List<FieldProblem> errors;
  private final @Nullable Duration retryAfter;

  private ProblemException(
      HttpStatus status,
      String code,
      String detail,
      List<FieldProblem> errors,
      @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  /**
   * A problem of the request as a whole.
   *
   * @param code stable, for programs, such as {@code not-found}
   * @param detail for people: what happened, what was kept, what to do
   */
  public static ProblemException of(HttpStatus status, String code, String detail) {
    return new ProblemException(status, code, detail, List.of(), null);
  }

  /** A 400 for fields that are not as they must be. */
  public static ProblemException invalid(List<FieldProblem> errors) {
    return new ProblemException(
        HttpStatus.BAD_REQUEST,
        "invalid-request",
        "The request has invalid fields; nothing was stored.",
        errors,
        null);
  }

  /** A 503 with {@code Retry-After}, in whole seconds rounded up. */
  public static ProblemException unavailable(String code, String detail, Duration retryAfter) {
    return new ProblemException(
        HttpStatus.SERVICE_UNAVAILABLE, code, detail, List.of(), retryAfter);
  }

  /** A 429 with {@code Retry-After}, in whole seconds rounded up: it is this caller's share. */
  public static ProblemException tooMany(String code, String detail, Duration retryAfter) {
    return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, code, detail, List.of(), retryAfter);
  }

  /** Status of the answer. */
  public HttpStatus status() {
    return status;
  }

  /** Stable code, for programs. */
  public String code() {
    return code;
  }

  /** Fields that are wrong; empty when it is not about fields. */
  public List<FieldProblem> errors() {
    return errors;
  }

  /** When to try again; null when trying again is of no use. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
