package io.paymentdone.notification.webhook;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint with all that its client may know.
 *
 * @param callers clients whose payments it gets; null for all
 * @param disabledReason why the service disabled it; null otherwise
 * @param previousSecretUntil until when the secret before the last rotation signs too
 * @param log newest first
 */
record StoredEndpoint(
    WebhookEndpoint endpoint,
    @Nullable String description,
    @Nullable List<String> callers,
    boolean enabled,
    @Nullable String disabledReason,
    @Nullable Instant previousSecretUntil,
    Instant createdAt,
    List<LogEntry> log) {

  /** Changes that are kept. */
  static final int LOG_MAX = 20;

  /** Keeps the latest changes. */
  StoredEndpoint {
    log = log.stream().limit(LOG_MAX).toList();
  }

  /** Whether a request can be signed. */
  boolean isSecretReadable() {
    return !endpoint.secrets().isEmpty();
  }

  /** Whether what waits is to be tried at once, because of what was changed. */
  boolean isTriedAfresh(StoredEndpoint before) {
    boolean moved = !endpoint.url().equals(before.endpoint.url());
    return enabled && (moved || !before.enabled);
  }

  /** The log with one more change. */
  List<LogEntry> logWith(LogEntry latest) {
    return Stream.concat(Stream.of(latest), log.stream()).limit(LOG_MAX).toList();
  }

  /** As it is in responses. */
  EndpointItem item() {
    return new EndpointItem(
        endpoint.id(),
        endpoint.url().toString(),
        description,
        callers,
        enabled,
        isSecretReadable() ? disabledReason : secretUnreadable(),
        endpoint.failingSince(),
        createdAt,
        log);
  }

  /** What happened, and what helps, if no request can be signed. */
  String secretUnreadable() {
    return "The signing secret was stored with another key and cannot be decrypted, so nothing is"
        + " sent. Rotate it: POST /webhook-endpoints/"
        + endpoint.id()
        + "/secret.";
  }
}
