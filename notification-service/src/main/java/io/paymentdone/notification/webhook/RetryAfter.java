package io.paymentdone.notification.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After} (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110</a>), in seconds or as a
 * date.
 */
final class RetryAfter {

  /** What is waited at most, whatever a receiver asks for: it may be up again long before. */
  static final Duration MAX = Duration.ofHours(1);

  /** A longer time is a receiver's mistake, such as milliseconds or an epoch for seconds. */
  private static final Duration PLAUSIBLE_MAX = Duration.ofDays(31);

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  private RetryAfter() {}

  /**
   * The time to wait, {@link #MAX} at most; null if the value is absent, malformed, not in the
   * future, or more than a month ahead.
   */
  static @Nullable Duration parse(@Nullable String value, Instant now) {
    if (value == null) {
      return null;
    }
    Duration wait = parseSecondsOrDate(value.strip(), now);
    if (wait == null || !wait.isPositive() || wait.compareTo(PLAUSIBLE_MAX) > 0) {
      return null;
    }
    return wait.compareTo(MAX) > 0 ? MAX : wait;
  }

  private static @Nullable Duration parseSecondsOrDate(String value, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Instant date = DateUtils.parseStandardDate(value);
    return date == null ? null : Duration.between(now, date);
  }
}
