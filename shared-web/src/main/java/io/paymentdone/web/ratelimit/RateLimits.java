package io.paymentdone.web.ratelimit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.paymentdone.web.overload.Rate;
import io.paymentdone.web.overload.TokenBuckets;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.ratelimit.RateLimitProperties.NamedCaller;
import io.paymentdone.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits the requests of each caller, and tells it in each answer how many are left
 * (draft-ietf-httpapi-ratelimit-headers).
 */
public final class RateLimits {

  /** How many requests there may be at once, and after how many seconds as many again. */
  static final String POLICY_HEADER = "RateLimit-Policy";

  /** How many requests are left, and within how many seconds there is one more. */
  static final String REMAINING_HEADER = "RateLimit";

  /** Callers of one kind that called lately; more of them than that would cost memory. */
  private static final int CALLERS_MAX = 10_000;

  private static final String COUNTED = RateLimits.class.getName() + ".counted";

  private final Optional<Policy> ofClients;
  private final Optional<Policy> ofUsers;
  private final Map<String, Optional<Policy>> ofCallers;
  private final LongAdder refusedOfClients = new LongAdder();
  private final LongAdder refusedOfUsers = new LongAdder();

  RateLimits(RateLimitProperties properties, TimeMeter time) {
    ofClients =
        properties.clients().rate().map(rate -> Policy.of("clients", rate, CALLERS_MAX, time));
    ofUsers = properties.users().rate().map(rate -> Policy.of("users", rate, CALLERS_MAX, time));
    ofCallers =
        properties.callers().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    NamedCaller::name,
                    caller -> caller.rate().map(rate -> Policy.of("caller", rate, 1, time))));
  }

  /**
   * Counts a request, once however often it is handed in, and writes the headers if its caller is
   * limited. To be asked as soon as the caller is known, before anything is done for it.
   *
   * @return the answer to a request that may not pass; null when it may
   */
  public @Nullable ProblemException count(
      Caller caller, HttpServletRequest request, HttpServletResponse response) {
    Optional<Policy> limit =
        ofCallers.getOrDefault(caller.name(), caller.userId() == null ? ofClients : ofUsers);
    if (limit.isEmpty() || request.getAttribute(COUNTED) != null) {
      return null;
    }
    request.setAttribute(COUNTED, true);
    Policy policy = limit.get();
    ConsumptionProbe probe = policy.buckets().of(caller.name()).tryConsumeAndReturnRemaining(1);
    response.setHeader(POLICY_HEADER, policy.header());
    if (probe.isConsumed()) {
      response.setHeader(
          REMAINING_HEADER, policy.remaining(probe.getRemainingTokens(), policy.secondsEach()));
      return null;
    }
    Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
    response.setHeader(REMAINING_HEADER, policy.remaining(0, seconds(wait)));
    (caller.userId() == null ? refusedOfClients : refusedOfUsers).increment();
    return ProblemException.of(
        ProblemCode.TOO_MANY_REQUESTS,
        "The caller sends more requests than it may. Nothing was read or changed. Try again.",
        wait);
  }

  /** How many requests of clients were refused so far. */
  long refusedOfClients() {
    return refusedOfClients.sum();
  }

  /** How many requests of users were refused so far. */
  long refusedOfUsers() {
    return refusedOfUsers.sum();
  }

  /** Rounded up. */
  private static long seconds(Duration duration) {
    return duration.plusSeconds(1).minusNanos(1).toSeconds();
  }

  /**
   * A limit.
   *
   * @param header of every answer
   * @param prefix of the header that changes
   * @param secondsEach within which there is one more request
   */
  private record Policy(
      String header, String prefix, long secondsEach, TokenBuckets<Bucket> buckets) {

    static Policy of(String name, Rate rate, int callersMax, TimeMeter time) {
      return new Policy(
          "\"" + name + "\";q=" + rate.burst() + ";w=" + seconds(rate.pause()),
          "\"" + name + "\";r=",
          seconds(rate.interval()),
          new TokenBuckets<>(rate, callersMax, time, bucket -> bucket));
    }

    String remaining(long requests, long secondsUntilMore) {
      return prefix + requests + ";t=" + secondsUntilMore;
    }
  }
}
