package io.paymentdone.web.ratelimit;

import io.paymentdone.web.overload.Rate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests a caller may send to one replica: several replicas together take as many times
 * that. Nobody is limited in the profile {@code local}.
 *
 * @param clients the limit of each client, a service of the organisation; none by default
 * @param users the limit of each user
 * @param callers limits of single callers, each in place of that of its kind
 */
@ConfigurationProperties("web.rate-limit")
record RateLimitProperties(
    @DefaultValue Clients clients,
    @DefaultValue Users users,
    @DefaultValue List<NamedCaller> callers) {

  static final RateLimitProperties NONE =
      new RateLimitProperties(new Clients(0, 0), new Users(0, 0), List.of());

  private static final double PER_SECOND_MAX = 1_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  RateLimitProperties {
    Set<String> names = new HashSet<>();
    for (NamedCaller caller : callers) {
      if (!names.add(caller.name())) {
        throw new IllegalArgumentException("a caller has two limits: " + caller.name());
      }
    }
    callers = List.copyOf(callers);
  }

  private static void check(double requestsPerSecond, int burst) {
    // Put this way, a value that is not a number is out of bounds too.
    if (!(requestsPerSecond >= 0 && requestsPerSecond <= PER_SECOND_MAX) || burst < 0) {
      throw new IllegalArgumentException(
          "requests-per-second is from 0 (no limit) to 1000000, burst at least 0 (twice the"
              + " requests of a second)");
    }
  }

  /** The rate of a limit; empty where there is no limit. */
  private static Optional<Rate> of(double requestsPerSecond, int burst) {
    if (requestsPerSecond == 0) {
      return Optional.empty();
    }
    int atOnce = burst > 0 ? burst : Math.max(1, (int) (2 * requestsPerSecond));
    return Optional.of(
        new Rate(Duration.ofNanos(Math.round(NANOS_PER_SECOND / requestsPerSecond)), atOnce));
  }

  /**
   * The limit of each client.
   *
   * @param requestsPerSecond in the long run, such as 0.5; 0 for no limit
   * @param burst how many at once after a pause; 0 for twice the requests of a second
   */
  record Clients(@DefaultValue("0") double requestsPerSecond, @DefaultValue("0") int burst) {

    Clients {
      check(requestsPerSecond, burst);
    }

    Optional<Rate> rate() {
      return of(requestsPerSecond, burst);
    }
  }

  /**
   * The limit of each user.
   *
   * @param requestsPerSecond in the long run, such as 0.5; 0 for no limit
   * @param burst how many at once after a pause; 0 for twice the requests of a second
   */
  record Users(@DefaultValue("20") double requestsPerSecond, @DefaultValue("0") int burst) {

    Users {
      check(requestsPerSecond, burst);
    }

    Optional<Rate> rate() {
      return of(requestsPerSecond, burst);
    }
  }

  /**
   * The limit of one caller.
   *
   * @param name of the client; of a user {@code user:} and the user's id
   * @param requestsPerSecond in the long run, such as 0.5; 0 for no limit
   * @param burst how many at once after a pause; 0 for twice the requests of a second
   */
  record NamedCaller(String name, double requestsPerSecond, @DefaultValue("0") int burst) {

    NamedCaller {
      check(requestsPerSecond, burst);
    }

    Optional<Rate> rate() {
      return of(requestsPerSecond, burst);
    }
  }
}
