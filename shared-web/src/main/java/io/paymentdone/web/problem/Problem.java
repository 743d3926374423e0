package io.paymentdone.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** A problem document (RFC 9457). */
@Schema(name = "Problem", description = "What went wrong (RFC 9457)")
public record Problem(
    @Schema(description = "Always about:blank: code tells problems apart", example = "about:blank")
        String type,
    @Schema(description = "The status in words", example = "Bad Request") String title,
    @Schema(description = "The status of the response", example = "400") int status,
    @Schema(
            description = "What happened, for people: it may be reworded",
            example = "The request has invalid fields; nothing was stored.")
        String detail,
    @Schema(description = "What happened, for programs: stable", example = "invalid-request")
        String code,
    @Schema(description = "The fields that are wrong; empty if it is not about fields")
        List<FieldProblem> errors,
    @Schema(
            description =
                "Id of an internal error, by which the log has its cause; absent otherwise",
            example = "urn:uuid:4f0c7f2e-5d0a-4c53-9e6f-6f3a1b0f7d11")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String instance) {

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
