package io.paymentdone.console.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.security.ApiCredentials;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The credentials of the console at the services: {@code
 * payment-done.console.services.credentials}, as {@code user:password}, or otherwise the first of
 * {@code api.credentials}.
 */
@Component
final class ServiceCredentials {

  private static final String PROPERTY = "payment-done.console.services.credentials";

  private final @Nullable String authorization;

  ServiceCredentials(Environment environment) {
    this.authorization =
        ApiCredentials.ofCaller(environment, PROPERTY)
            .map(client -> client.user() + ":" + client.password())
            .map(pair -> "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
            .orElse(null);
  }

  /** Value of the {@code Authorization} header; null if the services need none. */
  @Nullable String authorization() {
    return authorization;
  }
}
