package io.paymentdone.web.security;

import io.github.bucket4j.TimeMeter;
import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.overload.Rate;
import io.paymentdone.web.overload.TokenBuckets;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.BadCredentialsException;

/**
 * Limits how many wrong passwords an address may try, and logs how many there were and from how
 * many addresses.
 *
 * <p>An address that used up its attempts gets one more after a moment, not all of them after a
 * minute: the others behind the same address, such as a proxy's, can log in again as soon as
 * whoever guesses there stops.
 */
final class FailedLogins {

  private static final Logger log = LoggerFactory.getLogger(FailedLogins.class);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** For the end of other checks: they take tens of milliseconds at most, but for a queue. */
  private static final Duration WAIT_MAX = Duration.ofMillis(500);

  /** Addresses whose number is logged. */
  private static final int LOGGED_MAX = 1000;

  /** Addresses that logged in lately; more of them than that would cost memory. */
  private static final int LIMITED_MAX = 10_000;

  private static final int UNPARSABLE_LENGTH_MAX = 64;

  /** Who has an IPv6 address has all of its network of 64 bits. */
  private static final int NETWORK_BYTES = 8;

  private final RationedLog report;
  private final Set<String> addresses = new HashSet<>();
  private final Optional<TokenBuckets<LoginAttempts>> attempts;
  private final LongAdder refused = new LongAdder();

  FailedLogins(FailedLoginProperties properties) {
    this(properties, WAIT_MAX, TimeMeter.SYSTEM_NANOTIME);
  }

  FailedLogins(FailedLoginProperties properties, Duration waitMax, TimeMeter time) {
    report = new RationedLog(MINUTE, time::currentTimeNanos);
    int perMinute = properties.perMinute();
    attempts =
        perMinute == 0
            ? Optional.empty()
            : Optional.of(
                new TokenBuckets<>(
                    new Rate(MINUTE.dividedBy(perMinute), perMinute),
                    LIMITED_MAX,
                    time,
                    left -> new LoginAttempts(left, waitMax)));
  }

  /**
   * Checks a password, which takes one of the address's attempts if it is wrong. As many are
   * checked at the same time as the address has attempts left.
   *
   * @param check gives the caller, or throws {@link BadCredentialsException} for a wrong password
   * @throws CallerNotCheckedException without a check: 429 {@code too-many-failed-logins} if the
   *     address has no attempt left, 503 {@code overloaded} if checks of others take them all
   */
  Caller attempt(String address, Supplier<Caller> check) {
    return attempts.isEmpty() ? check.get() : attempt(attempts.get().of(network(address)), check);
  }

  private Caller attempt(LoginAttempts own, Supplier<Caller> check) {
    Duration wait = own.begin();
    if (wait != null) {
      refused.increment();
      throw new CallerNotCheckedException(
          ProblemException.of(
              ProblemCode.TOO_MANY_FAILED_LOGINS,
              "Too many wrong passwords came from this address; this one was not checked, and"
                  + " nothing was read or changed. Try again.",
              wait));
    }
    boolean wrong = false;
    try {
      return check.get();
    } catch (BadCredentialsException e) {
      wrong = true;
      throw e;
    } finally {
      own.end(wrong);
    }
  }

  /** Logs, once a minute, how many requests had wrong credentials. */
  synchronized void report(String address) {
    if (addresses.size() < LOGGED_MAX) {
      addresses.add(address);
    }
    long failed = report.add(1);
    if (failed > 0) {
      log.warn(
          "wrong credentials; requests since the last such line: {}, addresses: {}{}, the last one:"
              + " {}",
          failed,
          addresses.size() < LOGGED_MAX ? "" : "at least ",
          addresses.size(),
          address);
      addresses.clear();
    }
  }

  /** How many requests were refused so far, their credentials unchecked. */
  long refused() {
    return refused.sum();
  }

  /** What an address has in common with others of the same sender. */
  private static String network(String address) {
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address six
          ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
          : address;
    } catch (IllegalArgumentException e) {
      // A proxy's header may say anything.
      return address.substring(0, Math.min(address.length(), UNPARSABLE_LENGTH_MAX));
    }
  }
}
