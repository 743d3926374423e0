package io.paymentdone.console.deadletters;

import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.ServiceRefusal;
import io.paymentdone.console.services.ServiceResponse;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The dead letters of notification-service, and their redrive. */
@Component
public class DeadLetterList {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final NotificationApi notifications;
  private final ServiceRefusal refusal;

  DeadLetterList(NotificationApi notifications, ServiceRefusal refusal) {
    this.notifications = notifications;
    this.refusal = refusal;
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
      throw refusal.problem(
          response,
          "notification-service refused to put the record back, with status "
              + response.status()
              + ".");
    } catch (ServiceUnavailableException e) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "notification-service does not answer, so it is unknown whether the record was put back."
              + " Repeat the request: a second copy does no harm.",
          RETRY_AFTER);
    }
  }
}
