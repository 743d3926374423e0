package io.paymentdone.console.services;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Passes a service's refusal on to the caller of the console. */
@Component
public final class ServiceRefusal {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final JsonMapper json;

  ServiceRefusal(JsonMapper json) {
    this.json = json;
  }

  /**
   * The problem in a response, with a status that fits the console.
   *
   * @param otherwise detail if the response has none
   */
  public ProblemException problem(ServiceResponse response, String otherwise) {
    JsonNode problem = document(response.body());
    String detail = problem.path("detail").asString(otherwise);
    String code = problem.path("code").asString(ProblemCode.REFUSED.text());
    HttpStatus status = HttpStatus.resolve(response.status());
    boolean failed = status == null || status.is5xxServerError();
    boolean retryable = problem.path("retryable").asBoolean(failed);
    if (failed) {
      return ProblemException.passedOn(
          HttpStatus.SERVICE_UNAVAILABLE, code, retryable, detail, RETRY_AFTER);
    }
    return ProblemException.passedOn(
        status == HttpStatus.NOT_FOUND ? HttpStatus.NOT_FOUND : HttpStatus.BAD_GATEWAY,
        code,
        retryable,
        detail,
        null);
  }

  private JsonNode document(String body) {
    try {
      return json.readTree(body);
    } catch (JacksonException notOurs) {
      return json.createObjectNode();
    }
  }
}
