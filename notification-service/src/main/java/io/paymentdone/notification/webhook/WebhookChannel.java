package io.paymentdone.notification.webhook;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toConcurrentMap;

import io.paymentdone.notification.delivery.Channel;
import io.paymentdone.notification.delivery.Delivery;
import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Unwanted;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.logging.RepeatedFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Deliveries to webhook endpoints. */
@Component
class WebhookChannel implements Channel {

  private static final Logger log = LoggerFactory.getLogger(WebhookChannel.class);

  private static final int GONE = 410;

  /** A failing endpoint is noted once in this time, not at each of its failures. */
  private static final Duration FAILURE_INTERVAL = Duration.ofMinutes(1);

  private final EndpointTable endpoints;
  private final WebhookClient client;
  private final WebhookBody body;
  private final Clock clock;
  private final RepeatedFailure noting;

  /** Each endpoint that fails has one a minute; many of them must not fill the log. */
  private final RationedLog failures = new RationedLog(Duration.ofSeconds(1));

  /** Endpoints of the latest poll, by number. */
  private volatile ConcurrentMap<Integer, WebhookEndpoint> active = new ConcurrentHashMap<>();

  /** When this replica noted failures of endpoints that have had no success since. */
  private final ConcurrentMap<Integer, Instant> failureNotedAt = new ConcurrentHashMap<>();

  WebhookChannel(EndpointTable endpoints, WebhookClient client, WebhookBody body, Clock clock) {
    this.endpoints = endpoints;
    this.client = client;
    this.body = body;
    this.clock = clock;
    this.noting = new RepeatedFailure(clock);
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Audience audience() {
    return Audience.ENDPOINTS;
  }

  @Override
  public List<Integer> targets() {
    ConcurrentMap<Integer, WebhookEndpoint> polled =
        endpoints.active().stream().collect(toConcurrentMap(WebhookEndpoint::number, identity()));
    failureNotedAt.keySet().retainAll(polled.keySet());
    active = polled;
    return List.copyOf(polled.keySet());
  }

  @Override
  public Object address(int target) {
    WebhookEndpoint endpoint = active.get(target);
    return endpoint == null ? target : endpoint.url();
  }

  @Override
  public Outcome send(Delivery delivery) throws InterruptedException {
    WebhookEndpoint endpoint = active.get(delivery.target());
    if (endpoint == null) {
      return new Withheld();
    }
    Outcome outcome = client.send(endpoint, delivery.id().toString(), body.of(delivery));
    try {
      note(endpoint, outcome);
    } catch (DataAccessException e) {
      // What the receiver answered stands. The state of the endpoint is noted at its next attempt.
      if (noting.isNews(e.getClass().getSimpleName())) {
        log.warn("The state of webhook endpoint {} was not stored", endpoint.id(), e);
      }
    }
    return outcome;
  }

  private void note(WebhookEndpoint endpoint, Outcome outcome) {
    switch (outcome) {
      case Withheld _, Unwanted _, Rejected _ -> {}
      case Delivered _ -> noteSuccess(endpoint);
      case Failed failed when Integer.valueOf(GONE).equals(failed.status()) -> disable(endpoint);
      case Failed failed -> noteFailure(endpoint, failed);
    }
  }

  private void noteSuccess(WebhookEndpoint endpoint) {
    int number = endpoint.number();
    boolean failedHere = failureNotedAt.remove(number) != null;
    if (failedHere || endpoint.failingSince() != null) {
      endpoints.succeeded(number);
      // Until the next poll: further successes need not be noted.
      active.replace(number, endpoint, recovered(endpoint));
    }
  }

  private static WebhookEndpoint recovered(WebhookEndpoint endpoint) {
    return new WebhookEndpoint(
        endpoint.number(), endpoint.id(), endpoint.url(), endpoint.secrets(), null);
  }

  private void disable(WebhookEndpoint endpoint) {
    endpoints.disable(endpoint, "it answered 410 Gone");
    active.remove(endpoint.number(), endpoint);
  }

  private void noteFailure(WebhookEndpoint endpoint, Failed failed) {
    int number = endpoint.number();
    Instant now = clock.instant();
    Instant notedAt = failureNotedAt.get(number);
    if (notedAt == null || !now.isBefore(notedAt.plus(FAILURE_INTERVAL))) {
      failures
          .next()
          .ifPresent(heldBack ->
              log.warn(
                  "Webhook endpoint {} (target {}) fails: {}. What waits is tried again. {} such"
                      + " lines were left out.",
                  endpoint.id(),
                  number,
                  failed.error(),
                  heldBack));
      endpoints.failed(number);
      failureNotedAt.put(number, now);
    }
  }
}
