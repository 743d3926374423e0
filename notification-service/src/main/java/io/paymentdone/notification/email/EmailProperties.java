package io.paymentdone.notification.email;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Deliveries by e-mail; the mail server itself is in {@code spring.mail}.
 *
 * @param from sender of the messages, with a display name if there is to be one; its domain is in
 *     each {@code Message-ID}; at most 320 characters
 * @param publicUrl where users reach this service, for the link that ends their e-mail; at most 500
 *     characters; without it, messages ask for a mail to {@code from} instead
 * @param connections most connections of this replica to the mail server
 * @param messagesPerConnection messages after which a connection is closed
 * @param idleMax time without a message after which a connection is closed
 * @param timeOut of an attempt, from the wait for a connection to the server's reply; at most half
 *     of {@code notification.deliveries.lease}
 * @param connectTimeOut of a connection to the mail server, and of the wait for a free one
 */
@ConfigurationProperties("notification.email")
@Validated
record EmailProperties(
    @DefaultValue("notifications@payment-done.example")
        @NotBlank
        @Size(max = EmailProperties.FROM_LENGTH_MAX)
        String from,
    @Nullable URI publicUrl,
    @DefaultValue("8") @Min(1) @Max(1_000) int connections,
    @DefaultValue("100") @Min(1) @Max(100_000) int messagesPerConnection,
    @DefaultValue("30s") @DurationMin(millis = 1) @DurationMax(minutes = 10) Duration idleMax,
    @DefaultValue("20s") @DurationMin(millis = 1) @DurationMax(minutes = 1) Duration timeOut,
    @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration connectTimeOut) {

  /** Both lengths are in characters, and bound the length of each message. */
  static final int FROM_LENGTH_MAX = 320;

  static final int URL_LENGTH_MAX = 500;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** An address that no message could be from. */
  @AssertTrue(
      message =
          "notification.email.from must be one address, such as"
              + " \"Payments <notifications@example.com>\"")
  public boolean isFromAnAddress() {
    try {
      return MailAddress.check("", new InternetAddress(from, true).getAddress()) == null;
    } catch (AddressException e) {
      return false;
    }
  }

  /** RFC 8058 asks for https; a developer's own machine has none. */
  @AssertTrue(
      message =
          "notification.email.public-url must be an https URL without query, of at most "
              + EmailProperties.URL_LENGTH_MAX
              + " characters, such as https://payments.example.com")
  public boolean isPublicUrlUsable() {
    return publicUrl == null
        || (publicUrl.toString().length() <= URL_LENGTH_MAX
            && publicUrl.getHost() != null
            && publicUrl.getRawQuery() == null
            && publicUrl.getRawFragment() == null
            && ("https".equals(publicUrl.getScheme())
                || ("http".equals(publicUrl.getScheme())
                    && LOOPBACK.contains(publicUrl.getHost()))));
  }

  /** The link that ends the e-mail of whoever has this token; null without a public URL. */
  @Nullable URI unsubscribe(String token) {
    if (publicUrl == null) {
      return null;
    }
    String base = publicUrl.toString();
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + UnsubscribeController.PATH + "/" + token);
  }
}
