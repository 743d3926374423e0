package io.paymentdone.console.receiver;

import io.paymentdone.console.services.NotificationApi;
import io.paymentdone.console.services.ServiceUnavailableException;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Subscriptions to e-mail, so that a receiver of mail gets some. */
@RestController
class SubscriptionController {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final NotificationApi notifications;
  private final JsonMapper json;

  SubscriptionController(NotificationApi notifications, JsonMapper json) {
    this.notifications = notifications;
    this.json = json;
  }

  /** A subscription to store; notification-service validates the fields. */
  record NewSubscription(
      @Nullable NewEmail email, @Schema(example = "de") @Nullable String language) {}

  /** Where mails go to. */
  record NewEmail(
      @Schema(example = "user1@example.com") @Nullable String address, @Nullable Boolean enabled) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "NewEmail[enabled=" + enabled + "]";
    }
  }

  @Operation(
      summary = "Subscribe a user to e-mail; the response is that of notification-service",
      description = "Harmless if repeated. It replaces the subscription that the user has.")
  @PutMapping("/api/subscriptions")
  ResponseEntity<String> subscribe(
      @RequestParam(required = false) @Nullable String userId,
      @RequestBody NewSubscription subscription) {
    try {
      return notifications
          .subscribe(TextRule.userId(userId), json.writeValueAsString(subscription))
          .passedOn();
    } catch (ServiceUnavailableException e) {
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "notification-service does not answer, so it is unknown whether the subscription was"
              + " stored. Start a consumer, then repeat the request: that does no harm.",
          RETRY_AFTER);
    }
  }
}
