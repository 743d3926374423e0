package io.paymentdone.notification.webhook;

import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.feed.UuidText;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends a ping to an endpoint at once, outside of every lane. */
@Component
class EndpointPing {

  static final String TYPE = "ping";

  /** A ping may take as long as the sender's time-out, and requests must not pile up here. */
  private static final int AT_ONCE = 8;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final WebhookClient client;
  private final JsonMapper json;
  private final Clock clock;
  private final Semaphore underWay = new Semaphore(AT_ONCE);

  /**
   * Clients whose ping is under way: one that pings a receiver that hangs keeps none from others.
   */
  private final Set<String> clients = ConcurrentHashMap.newKeySet();

  EndpointPing(WebhookClient client, JsonMapper json, Clock clock) {
    this.client = client;
    this.json = json;
    this.clock = clock;
  }

  /** What is sent. */
  @Schema(name = "WebhookPing", description = "A test that a client asked for, in no order")
  record Event(
      @Schema(description = "Kind of event", allowableValues = TYPE, example = TYPE) String type,
      @Schema(description = "When the client asked", example = "2026-11-29T09:00:00.123Z")
          Instant timestamp,
      @Schema(description = "Which endpoint is tested") Data data) {}

  /** Which endpoint is tested. */
  @Schema(name = "WebhookPingData", description = "Which endpoint is tested")
  record Data(
      @Schema(description = "Id of the endpoint", example = UuidText.EXAMPLE) UUID endpointId) {}

  /**
   * Sends one and waits for what comes of it.
   *
   * @throws ProblemException 429 {@code too-many-pings} while another one of the client, or too
   *     many of all clients, are under way; 503 {@code unavailable} if the service stops
   */
  PingResult send(String client, WebhookEndpoint endpoint) {
    if (!clients.add(client)) {
      throw tooMany("Another ping of this client is under way here");
    }
    try {
      if (!underWay.tryAcquire()) {
        throw tooMany(AT_ONCE + " pings of other clients are under way here");
      }
      try {
        return send(endpoint);
      } finally {
        underWay.release();
      }
    } finally {
      clients.remove(client);
    }
  }

  private static ProblemException tooMany(String why) {
    return ProblemException.of(
        ProblemCode.TOO_MANY_PINGS, why + "; this one was not sent. Try again.", RETRY_AFTER);
  }

  private PingResult send(WebhookEndpoint endpoint) {
    try {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      String body = body(json, now, endpoint.id());
      long begin = System.nanoTime();
      Outcome outcome = client.send(endpoint, UUID.randomUUID().toString(), body);
      return result(outcome, Duration.ofNanos(System.nanoTime() - begin).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.of(
          ProblemCode.UNAVAILABLE,
          "The service is stopping; the receiver may have got the ping. Try again.",
          RETRY_AFTER);
    }
  }

  /** The body of a ping, as JSON. */
  static String body(JsonMapper json, Instant at, UUID endpointId) {
    return json.writeValueAsString(new Event(TYPE, at, new Data(endpointId)));
  }

  private static PingResult result(Outcome outcome, long durationMs) {
    return switch (outcome) {
      case Outcome.Withheld _ ->
          new PingResult(false, null, durationMs, "too many requests to the host are under way");
      case Outcome.Delivered(Integer status) -> new PingResult(true, status, durationMs, null);
      case Outcome.Failed failed ->
          new PingResult(false, failed.status(), durationMs, failed.error());
      case Outcome.Rejected(int status, String error) ->
          new PingResult(false, status, durationMs, error);
      case Outcome.Unwanted(String reason) -> new PingResult(false, null, durationMs, reason);
    };
  }
}
