package io.paymentdone.web.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  /** Addresses whose number is logged. */
  private static final int LOGGED_MAX = 1000;

  /** Addresses that failed lately; more of them than that would cost memory. */
  private static final int LIMITED_MAX = 10_000;

  private static final int UNPARSABLE_LENGTH_MAX = 64;

  /** Who has an IPv6 address has all of its network of 64 bits. */
  private static final int NETWORK_BYTES = 8;

  private final RationedLog report = new RationedLog(MINUTE);
  private final Set<String> addresses = new HashSet<>();
  private final Optional<TokenBuckets> attempts;
  private final LongAdder refused = new LongAdder();

  FailedLogins(FailedLoginProperties properties) {
    this(properties, TimeMeter.SYSTEM_NANOTIME);
  }

  FailedLogins(FailedLoginProperties properties, TimeMeter time) {
    int perMinute = properties.perMinute();
    attempts =
        perMinute == 0
            ? Optional.empty()
            : Optional.of(
                new TokenBuckets(
                    new Rate(MINUTE.dividedBy(perMinute), perMinute), LIMITED_MAX, time));
  }

  /** The answer to credentials from an address that has no attempt left; null when it has. */
  @Nullable ProblemException refusal(String address) {
    Bucket left = attempts.flatMap(buckets -> buckets.used(network(address))).orElse(null);
    if (left == null) {
      return null;
    }
    EstimationProbe next = left.estimateAbilityToConsume(1);
    if (next.canBeConsumed()) {
      return null;
    }
    return ProblemException.of(
        ProblemCode.TOO_MANY_FAILED_LOGINS,
        "Too many wrong passwords came from this address; this one was not checked, and nothing"
            + " was read or changed. Try again.",
        Duration.ofNanos(next.getNanosToWaitForRefill()));
  }

  /** Counts a wrong password, which is one of the address's attempts. */
  void countPassword(String address) {
    attempts.ifPresent(buckets -> buckets.of(network(address)).tryConsume(1));
    report(address);
  }

  /** Counts a token that is not valid; many have expired, and none can be guessed. */
  void countToken(String address) {
    report(address);
  }

  private synchronized void report(String address) {
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

  /** Counts credentials that were not checked. */
  void countRefused() {
    refused.increment();
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
