package io.paymentdone.notification.webhook;

import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends a ping to an endpoint at once, outside of every lane. */
@Component
class EndpointPing {

  /** A ping may take as long as the sender's time-out, and requests must not pile up here. */
  private static final int AT_ONCE = 2;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final WebhookClient client;
  private final JsonMapper json;
  private final Clock clock;
  private final Semaphore underWay = new Semaphore(AT_ONCE);

  EndpointPing(WebhookClient client, JsonMapper json, Clock clock) {
    this.client = client;
    this.json = json;
    this.clock = clock;
  }

  private record Event(String type, Instant timestamp, Data data) {}

  private record Data(UUID endpointId) {}

  /**
   * Sends one and waits for what comes of it.
   *
   * @throws ProblemException 429 {@code too-many-pings} while others are under way; 503 {@code
   *     unavailable} if the service stops
   */
  PingResult send(WebhookEndpoint endpoint) {
    if (!underWay.tryAcquire()) {
      throw ProblemException.tooMany(
          "too-many-pings",
          "Other pings are under way here; this one was not sent. Try again.",
          RETRY_AFTER);
    }
    try {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      String body = json.writeValueAsString(new Event("ping", now, new Data(endpoint.id())));
      long begin = System.nanoTime();
      Outcome outcome = client.send(endpoint, UUID.randomUUID().toString(), body);
      return result(outcome, Duration.ofNanos(System.nanoTime() - begin).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable(
          "unavailable",
          "The service is stopping; the receiver may have got the ping. Try again.",
          RETRY_AFTER);
    } finally {
      underWay.release();
    }
  }

  private static PingResult result(Outcome outcome, long durationMs) {
    return switch (outcome) {
      case Outcome.Withheld _ ->
          new PingResult(false, null, durationMs, "too many requests to the host are under way");
      case Outcome.Delivered(Integer status) -> new PingResult(true, status, durationMs, null);
      case Outcome.Failed failed ->
          new PingResult(false, failed.status(), durationMs, failed.error());
    };
  }
}
