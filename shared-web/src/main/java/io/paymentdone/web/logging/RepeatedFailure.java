package io.paymentdone.web.logging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decides which of the many failures of one outage are logged: each reason once, and again once a
 * minute while it lasts.
 */
public final class RepeatedFailure {

  private static final Duration REMINDER = Duration.ofMinutes(1);

  /** An outage has few reasons; texts that never repeat must not fill the memory. */
  private static final int REASONS_MAX = 32;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final Clock clock;
  private final Map<String, Instant> loggedAt = new HashMap<>();
  private volatile boolean failing;

  /** For the failures of one operation. */
  public RepeatedFailure(Clock clock) {
    this.clock = clock;
  }

  /** Whether two reasons differ at most in their numbers: a time, a port, a process. */
  public static boolean isSame(String reason, String other) {
    return kind(reason).equals(kind(other));
  }

  private static String kind(String reason) {
    return NUMBER.matcher(reason).replaceAll("#");
  }

  /** Whether this failure is to be logged. */
  public synchronized boolean isNews(String reason) {
    failing = true;
    Instant now = clock.instant();
    String kind = kind(reason);
    Instant last = loggedAt.get(kind);
    if (last != null && Duration.between(last, now).compareTo(REMINDER) < 0) {
      return false;
    }
    if (loggedAt.size() >= REASONS_MAX) {
      loggedAt.clear();
    }
    loggedAt.put(kind, now);
    return true;
  }

  /** Notes that the operation works again; the next failure begins another outage. */
  public void end() {
    if (failing) {
      forget();
    }
  }

  private synchronized void forget() {
    failing = false;
    loggedAt.clear();
  }

  /** A failure and its causes on one line: the last one is often the one that helps. */
  public static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder(message(failure));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text.append(": ").append(cause.getClass().getSimpleName());
      if (cause.getMessage() != null) {
        text.append(": ").append(cause.getMessage());
      }
    }
    return text.toString();
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
