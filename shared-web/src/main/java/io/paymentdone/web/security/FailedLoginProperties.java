package io.paymentdone.web.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many wrong passwords are checked.
 *
 * @param perMinute from one address, or IPv6 network of 64 bits, by one replica: at once after a
 *     pause, and in each minute of the long run; 0 for any number
 */
@ConfigurationProperties("api.failed-logins")
record FailedLoginProperties(@DefaultValue("30") int perMinute) {

  private static final int PER_MINUTE_MAX = 1_000_000;

  FailedLoginProperties {
    if (perMinute < 0 || perMinute > PER_MINUTE_MAX) {
      throw new IllegalArgumentException("per-minute is from 0 (any number) to 1000000");
    }
  }
}
