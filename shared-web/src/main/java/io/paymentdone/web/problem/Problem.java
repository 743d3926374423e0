package io.paymentdone.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * A problem document (RFC 9457).
 *
 * @param type always {@code about:blank}: {@code code} tells problems apart
 * @param title the status in words
 * @param detail for people
 * @param code for programs; stable
 * @param errors wrong fields; may be empty
 * @param instance id of an internal error, by which the log has the details; null otherwise
 */
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    List<FieldProblem> errors,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String instance) {

  static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPE = "about:blank";

  static Problem of(ProblemException e) {
    return new Problem(
        TYPE,
        e.status().getReasonPhrase(),
        e.status().value(),
        String.valueOf(e.getMessage()),
        e.code(),
        e.errors(),
        null);
  }

  /** A problem of which only the status is known. */
  static Problem of(HttpStatusCode status, String detail) {
    return new Problem(
        TYPE, title(status.value()), status.value(), detail, code(status.value()), List.of(), null);
  }

  /** An internal error, with an id under which its cause is to be logged. */
  static Problem ofFault() {
    int status = HttpStatus.INTERNAL_SERVER_ERROR.value();
    return new Problem(
        TYPE,
        title(status),
        status,
        "Something went wrong here. Whether the request took effect is not known.",
        code(status),
        List.of(),
        "urn:uuid:" + UUID.randomUUID());
  }

  /** The status in words. */
  static String title(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }

  /** The code of a status when there is no more specific one. */
  static String code(int status) {
    return switch (status) {
      case 400 -> "bad-request";
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 405 -> "method-not-allowed";
      case 406 -> "not-acceptable";
      case 408 -> "request-timeout";
      case 413 -> "body-too-large";
      case 415 -> "unsupported-media-type";
      case 431 -> "headers-too-large";
      case 503 -> "unavailable";
      default -> status < 500 ? "bad-request" : "internal-error";
    };
  }
}
