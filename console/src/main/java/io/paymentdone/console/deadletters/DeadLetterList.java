package io.paymentdone.console.deadletters;

import io.paymentdone.console.services.Answer;
import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.web.ProblemException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dead letters of notification-service. */
@Component
public class DeadLetters {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final NotificationApi notifications;
  private final JsonMapper json;

  DeadLetters(NotificationApi notifications, JsonMapper json) {
    this.notifications = notifications;
    this.json = json;
  }

  /**
   * The newest, newest first.
   *
   * @param note why they are not known now; null when they are
   */
  public record Newest(List<DeadLetterView> items, @Nullable String note) {}

  /** The newest dead letters, or why they are not known. */
  public Newest newest() {
    try {
      return notifications
          .deadLetters()
          .map(letters -> new Newest(letters.stream().map(DeadLetterView::of).toList(), null))
          .orElseGet(DeadLetters::unknown);
    } catch (ServiceUnavailableException e) {
      return unknown();
    }
  }

  private static Newest unknown() {
    return new Newest(List.of(), "notification-service gives no dead letters now.");
  }

  /** Has one put back on the topic. What notification-service objects is passed on. */
  DeadLetterView redrive(long id) {
    try {
      Answer answer = notifications.redrive(id);
      if (answer.status() == HttpStatus.OK.value()) {
        return DeadLetterView.of(notifications.read(answer));
      }
      throw refused(answer);
    } catch (ServiceUnavailableException e) {
      throw ProblemException.unavailable(
          "unavailable",
          "notification-service does not answer; whether the record was put back is not known."
              + " Repeat it: a second copy does no harm.",
          RETRY_AFTER);
    }
  }

  private ProblemException refused(Answer answer) {
    JsonNode problem = problem(answer.body());
    String detail =
        problem
            .path("detail")
            .asString("notification-service refused it with status " + answer.status() + ".");
    String code = problem.path("code").asString("refused");
    HttpStatus status = HttpStatus.resolve(answer.status());
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
