package io.paymentdone.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paymentdone.web.requestid.RequestId;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
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
                "Whether repeating the same request, with the same Idempotency-Key, may succeed",
            example = "false")
        boolean retryable,
    @Schema(
            description = "The id of the request, as in the header Request-Id and in the log",
            example = "7k20c9r4xq1m8n5e")
        String requestId,
    @Schema(
            description =
                "Id of an internal error, by which the log has its cause; absent otherwise",
            example = "urn:uuid:4f0c7f2e-5d0a-4c53-9e6f-6f3a1b0f7d11")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String instance) {

  static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPE = "about:blank";

  static Problem of(ProblemException e, HttpServletRequest request) {
    return new Problem(
        TYPE,
        e.status().getReasonPhrase(),
        e.status().value(),
        String.valueOf(e.getMessage()),
        e.code(),
        e.errors(),
        e.isRetryable(),
        RequestId.of(request),
        null);
  }

  /** A problem of which only the status is known. */
  static Problem of(HttpStatusCode status, String detail, HttpServletRequest request) {
    ProblemCode code = ProblemCode.of(status.value());
    return new Problem(
        TYPE,
        title(status.value()),
        status.value(),
        detail,
        code.text(),
        List.of(),
        code.isRetryable(),
        RequestId.of(request),
        null);
  }

  /** An internal error, with an id under which its cause is to be logged. */
  static Problem ofFault(HttpServletRequest request) {
    ProblemCode code = ProblemCode.INTERNAL_ERROR;
    return new Problem(
        TYPE,
        title(code.status().value()),
        code.status().value(),
        "Something went wrong here. Whether the request took effect is not known.",
        code.text(),
        List.of(),
        code.isRetryable(),
        RequestId.of(request),
        "urn:uuid:" + UUID.randomUUID());
  }

  /** The status in words. */
  static String title(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }
}
