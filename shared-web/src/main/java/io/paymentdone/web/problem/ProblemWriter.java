package io.paymentdone.web.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem documents where Spring MVC is not in charge: in filters. */
public final class ProblemWriter {

  private final JsonMapper json;

  ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  /** Answers with the problem. */
  public void write(
      ProblemException problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] body = json.writeValueAsBytes(Problem.of(problem, request));
    response.setStatus(problem.status().value());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    Duration retryAfter = problem.retryAfter();
    if (retryAfter != null) {
      response.setHeader(HttpHeaders.RETRY_AFTER, seconds(retryAfter));
    }
    response.getOutputStream().write(body);
  }

  /** As {@code Retry-After} wants it: whole seconds, rounded up. */
  static String seconds(Duration retryAfter) {
    return Long.toString(Math.max(1, retryAfter.plusSeconds(1).minusNanos(1).toSeconds()));
  }
}
