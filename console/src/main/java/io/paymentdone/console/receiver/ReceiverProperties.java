package io.paymentdone.console.receiver;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the receiver.
 *
 * @param url address of the receiver, as notification-service reaches it; without it the console
 *     has no receiver
 * @param smtpPort port on the loopback interface on which the receiver takes mail; without it there
 *     is none
 */
@Validated
@ConfigurationProperties("payment-done.console.receiver")
record ReceiverProperties(URI url, @Min(0) @Max(65_535) @Nullable Integer smtpPort) {

  /** Its presence turns the receiver's beans on. */
  static final String URL = "payment-done.console.receiver.url";

  /** Its presence, and that of the URL, turn the beans for mail on. */
  static final String SMTP_PORT = "payment-done.console.receiver.smtp-port";
}
