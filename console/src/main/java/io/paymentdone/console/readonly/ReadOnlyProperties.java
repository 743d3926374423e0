package io.paymentdone.console.readonly;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the read-only port.
 *
 * @param port port on all addresses of this machine by which the console can only be watched;
 *     without it there is none
 */
@Validated
@ConfigurationProperties("payment-done.console.read-only")
record ReadOnlyProperties(@Min(0) @Max(65_535) int port) {

  /** Its presence opens the port. */
  static final String PORT = "payment-done.console.read-only.port";
}
