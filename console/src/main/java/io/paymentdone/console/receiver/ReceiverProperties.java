package io.paymentdone.console.receiver;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the webhook receiver.
 *
 * @param url address of the receiver, as notification-service reaches it; without it the console
 *     has no receiver
 */
@ConfigurationProperties("payment-done.console.receiver")
record ReceiverProperties(URI url) {

  /** Its presence turns the receiver's beans on. */
  static final String URL = "payment-done.console.receiver.url";
}
