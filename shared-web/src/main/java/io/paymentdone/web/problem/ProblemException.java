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
  private final boolean retryable;
  private final transient List<FieldProblem> errors;
  private final @Nullable Duration retryAfter;

  private ProblemException(
      HttpStatus status,
      String code,
      boolean retryable,
      String detail,
      List<FieldProblem> errors,
      @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.retryable = retryable;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  private ProblemException(
      ProblemCode code, String detail, List<FieldProblem> errors, @Nullable Duration retryAfter) {
    this(code.status(), code.text(), code.isRetryable(), detail, errors, retryAfter);
  }

  /**
   * A problem of the request as a whole.
   *
   * @param detail for people: what happened, what was kept, what to do
   */
  public static ProblemException of(ProblemCode code, String detail) {
    return new ProblemException(code, detail, List.of(), null);
  }

  /** One with {@code Retry-After}, in whole seconds rounded up. */
  public static ProblemException of(ProblemCode code, String detail, Duration retryAfter) {
    return new ProblemException(code, detail, List.of(), retryAfter);
  }

  /** A 400 for fields that are not as they must be. */
  public static ProblemException invalid(List<FieldProblem> errors) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "The request has invalid fields; nothing was stored.",
        errors,
        null);
  }

  /**
   * The problem of another service that was asked on behalf of the caller.
   *
   * @param code the other's, which may be newer than this service
   * @param retryable as the other said
   */
  public static ProblemException passedOn(
      HttpStatus status,
      String code,
      boolean retryable,
      String detail,
      @Nullable Duration retryAfter) {
    return new ProblemException(status, code, retryable, detail, List.of(), retryAfter);
  }

  /** Status of the answer. */
  public HttpStatus status() {
    return status;
  }

  /** Stable code, for programs. */
  public String code() {
    return code;
  }

  /** Whether repeating the same request, with the same idempotency key, may succeed. */
  public boolean isRetryable() {
    return retryable;
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
