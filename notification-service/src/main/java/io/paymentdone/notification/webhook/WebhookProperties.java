package io.paymentdone.notification.webhook;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Webhook endpoints of clients.
 *
 * @param secretKey 32 bytes in base64, the key under which signing secrets are stored; without it
 *     only the profile local has endpoints
 * @param allowedHosts host names and addresses to which webhooks may go although they are internal,
 *     over http too and to any port
 * @param disableAfter time without one success after which an endpoint is disabled
 * @param endpointsMax most endpoints of all clients together
 * @param endpointsMaxPerClient most endpoints of one client
 * @param timeOut of a request from the look-up of its host's name to the end of the response; at
 *     most half of {@code notification.deliveries.lease}
 * @param connectTimeOut of a connection to one of the host's addresses, of each read in its TLS
 *     handshake, and of the wait for a connection while the host has as many as it may
 */
@ConfigurationProperties("notification.webhooks")
@Validated
record WebhookProperties(
    @Nullable String secretKey,
    @DefaultValue Set<String> allowedHosts,
    @DefaultValue("5d") @DurationMin(seconds = 1) Duration disableAfter,
    @DefaultValue("100") @Min(1) @Max(10_000) int endpointsMax,
    @DefaultValue("20") @Min(1) @Max(10_000) int endpointsMaxPerClient,
    @DefaultValue("20s") @DurationMin(millis = 1) @DurationMax(minutes = 1) Duration timeOut,
    @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration connectTimeOut) {

  /** Name of the property that holds the key. */
  static final String SECRET_KEY = "notification.webhooks.secret-key";

  private static final Pattern SECRET_KEY_FORM = Pattern.compile("[A-Za-z0-9+/]{43}=");

  /** A deployment may pass an optional variable on as an empty text: that is no key. */
  WebhookProperties {
    secretKey = secretKey == null || secretKey.isBlank() ? null : secretKey;
  }

  /** A constraint of the component itself would have the failure report print a mistyped key. */
  @AssertTrue(
      message =
          SECRET_KEY
              + " must be 32 bytes in base64, as the command `openssl rand -base64 32` prints them")
  public boolean isSecretKeyWellFormed() {
    return secretKey == null || SECRET_KEY_FORM.matcher(secretKey).matches();
  }

  @Override
  public String toString() {
    return "WebhookProperties[secretKey="
        + (secretKey == null ? "none" : "set")
        + ", allowedHosts="
        + allowedHosts
        + ", disableAfter="
        + disableAfter
        + ", endpointsMax="
        + endpointsMax
        + ", endpointsMaxPerClient="
        + endpointsMaxPerClient
        + ", timeOut="
        + timeOut
        + ", connectTimeOut="
        + connectTimeOut
        + "]";
  }
}
