package io.paymentdone.web.security;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a client may do; each service's table of access rules says which request needs which. */
public enum Scope {
  /** Make payments for any user. */
  PAYMENTS_WRITE("payments:write"),
  /** Read the payments of all users. */
  PAYMENTS_READ("payments:read"),
  /** Read the feeds of all users. */
  NOTIFICATIONS_READ("notifications:read"),
  /** Change read state and subscriptions of all users. */
  NOTIFICATIONS_WRITE("notifications:write"),
  /** Own webhook endpoints, and send their deliveries again. */
  WEBHOOKS_WRITE("webhooks:write"),
  /** Read metrics. */
  METRICS_READ("metrics:read"),
  /** Operate: dead letters, and what cannot be undone. */
  ADMIN("admin");

  private static final Map<String, Scope> BY_TEXT =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Scope::text, Function.identity()));

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /** Its name in configurations and tokens. */
  public String text() {
    return text;
  }

  /** The scope of that name; empty for any other text. */
  static Optional<Scope> of(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }
}
