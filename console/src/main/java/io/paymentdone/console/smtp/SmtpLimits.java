package io.paymentdone.console.smtp;

import java.time.Duration;

/**
 * What the clients of the server can hold of it at most.
 *
 * @param mailBytesMax length of a mail
 * @param parsedAtOnce mails that processors work on; the next ones wait
 * @param connectionsMax open connections; each has at most one mail in memory
 * @param idleMax until a connection without a mail is closed
 * @param mailTimeMax from MAIL to the answer to DATA, until the connection is closed
 */
record SmtpLimits(
    int mailBytesMax,
    int parsedAtOnce,
    int connectionsMax,
    Duration idleMax,
    Duration mailTimeMax) {

  /**
   * A mail about a payment has some KB, and the senders of ten replicas keep their connections. A
   * client may be idle for 5 minutes by RFC 5321, 4.5.3.2.7.
   */
  static final SmtpLimits DEFAULT =
      new SmtpLimits(64 * 1024, 2, 128, Duration.ofMinutes(5), Duration.ofMinutes(1));
}
