package io.paymentdone.console.services;

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
    String code = problem.path("code").asString("refused");
    HttpStatus status = HttpStatus.resolve(response.status());
    if (status == HttpStatus.NOT_FOUND) {
      return ProblemException.of(status, code, detail);
    }
    return status == null || status.is5xxServerError()
        ? ProblemException.unavailable(code, detail, RETRY_AFTER)
        : ProblemException.of(HttpStatus.BAD_GATEWAY, code, detail);
  }

  private JsonNode document(String body) {
    try {
      return json.readTree(body);
    } catch (JacksonException notOurs) {
      return json.createObjectNode();
    }
  }
}
