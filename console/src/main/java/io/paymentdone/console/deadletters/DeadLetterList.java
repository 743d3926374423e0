package io.paymentdone.console.deadletters;

import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.ServiceResponse;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dead letters of notification-service, and their redrive. */
@Component
public class DeadLetterList {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final NotificationApi notifications;
  private final JsonMapper json;

  DeadLetterList(NotificationApi notifications, JsonMapper json) {
    this.notifications = notifications;
    this.json = json;
  }

  /**
   * The newest dead letters, newest first.
   *
   * @param note why the dead letters are unknown; null if they are known
   */
  public record Newest(List<DeadLetterView> items, @Nullable String note) {}

  /** The newest dead letters, or why they are unknown. */
  public Newest newest() {
    try {
      return notifications
          .deadLetters()
          .map(letters -> new Newest(letters.stream().map(DeadLetterView::of).toList(), null))
          .orElseGet(DeadLetterList::unknown);
    } catch (ServiceUnavailableException e) {
      return unknown();
    }
  }

  private static Newest unknown() {
    return new Newest(
        List.of(), "notification-service does not answer, so the dead letters are unknown.");
  }

  /** Redrives a dead letter. A refusal by notification-service is passed on to the caller. */
  DeadLetterView redrive(long id) {
    try {
      ServiceResponse response = notifications.redrive(id);
      if (response.status() == HttpStatus.OK.value()) {
        return DeadLetterView.of(notifications.read(response));
      }
      throw refused(response);
    } catch (ServiceUnavailableException e) {
      throw ProblemException.unavailable(
          "unavailable",
          "notification-service does not answer, so it is unknown whether the record was put back."
              + " Repeat the request: a second copy does no harm.",
          RETRY_AFTER);
    }
  }

  private ProblemException refused(ServiceResponse response) {
    JsonNode problem = problem(response.body());
    String detail =
        problem
            .path("detail")
            .asString(
                "notification-service refused the redrive with status " + response.status() + ".");
    String code = problem.path("code").asString("refused");
    HttpStatus status = HttpStatus.resolve(response.status());
    if (status == HttpStatus.NOT_FOUND) {
      return ProblemException.of(status, code, detail);
    }
    return status == null || status.is5xxServerError()
        ? ProblemException.unavailable(code, detail, RETRY_AFTER)
        : ProblemException.of(HttpStatus.BAD_GATEWAY, code, detail);
  }

  private JsonNode problem(String body) {
    try {
      return json.readTree(body);
    } catch (JacksonException notOurs) {
      return json.createObjectNode();
    }
  }
}
