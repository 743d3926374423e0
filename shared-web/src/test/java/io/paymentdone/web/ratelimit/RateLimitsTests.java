package io.paymentdone.web.ratelimit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.paymentdone.web.overload.FakeTime;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.ratelimit.RateLimitProperties.Clients;
import io.paymentdone.web.ratelimit.RateLimitProperties.NamedCaller;
import io.paymentdone.web.ratelimit.RateLimitProperties.Users;
import io.paymentdone.web.security.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitsTests {

  private static final Caller SHOP = new Caller("shop", Set.of(), null);
  private static final Caller KIOSK = new Caller("kiosk", Set.of(), null);
  private static final Caller ANNA = new Caller("user:anna", Set.of(), "anna");
  private static final Caller BERT = new Caller("user:bert", Set.of(), "bert");

  private final FakeTime time = new FakeTime();
  private MockHttpServletRequest request = new MockHttpServletRequest();
  private MockHttpServletResponse response = new MockHttpServletResponse();

  @Test
  void usersHaveALimitUnaskedAndClientsHaveNone() {
    RateLimits limits = new RateLimits(bound(Map.of()), time);

    for (int left = 39; left >= 0; left--) {
      assertThat(count(limits, ANNA)).isNull();
      assertThat(headers()).containsExactly("\"users\";q=40;w=2", "\"users\";r=" + left + ";t=1");
    }
    ProblemException refusal = requireNonNull(count(limits, ANNA));

    assertThat(refusal.code()).isEqualTo("too-many-requests");
    assertThat(refusal.status().value()).isEqualTo(429);
    assertThat(refusal.isRetryable()).isTrue();
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(50));
    assertThat(headers()).containsExactly("\"users\";q=40;w=2", "\"users\";r=0;t=1");
    for (int i = 0; i < 1000; i++) {
      assertThat(count(limits, SHOP)).isNull();
      assertThat(headers()).containsExactly("null", "null");
    }
    assertThat(limits.refusedOfUsers()).isEqualTo(1);
    assertThat(limits.refusedOfClients()).isZero();
  }

  /** As in the profile local. */
  @Test
  void nobodyIsLimitedWithoutLimits() {
    RateLimits limits = new RateLimits(RateLimitProperties.NONE, time);

    for (int i = 0; i < 1000; i++) {
      assertThat(count(limits, Caller.ANONYMOUS)).isNull();
      assertThat(count(limits, ANNA)).isNull();
      assertThat(headers()).containsExactly("null", "null");
    }
  }

  @Test
  void oneUsersRequestsAreNoneOfAnothers() {
    RateLimits limits = limits(new Clients(0, 0), new Users(1, 1));

    assertThat(count(limits, ANNA)).isNull();
    assertThat(count(limits, ANNA)).isNotNull();
    assertThat(count(limits, BERT)).isNull();
  }

  @Test
  void refusedRequestsCostNothing() {
    RateLimits limits = limits(new Clients(0.1, 1), new Users(0, 0));
    count(limits, SHOP);

    time.pass(Duration.ofSeconds(9));
    for (int i = 0; i < 10; i++) {
      ProblemException refusal = requireNonNull(count(limits, SHOP));
      assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
      assertThat(headers()).containsExactly("\"clients\";q=1;w=10", "\"clients\";r=0;t=1");
    }
    assertThat(limits.refusedOfClients()).isEqualTo(10);

    time.pass(Duration.ofSeconds(1));
    assertThat(count(limits, SHOP)).isNull();
    assertThat(headers()).containsExactly("\"clients\";q=1;w=10", "\"clients\";r=0;t=10");
  }

  @Test
  void aRequestCountsOnceHoweverOftenItIsHandedIn() {
    RateLimits limits = limits(new Clients(1, 3), new Users(0, 0));

    assertThat(limits.count(SHOP, request, response)).isNull();
    assertThat(limits.count(SHOP, request, response)).isNull();
    assertThat(headers()).containsExactly("\"clients\";q=3;w=3", "\"clients\";r=2;t=1");
  }

  @Test
  void aCallersOwnLimitStandsInPlaceOfItsKinds() {
    RateLimits limits =
        limits(
            new Clients(1, 1),
            new Users(1, 1),
            new NamedCaller("shop", 0, 0),
            new NamedCaller("user:anna", 2, 0));

    for (int i = 0; i < 10; i++) {
      assertThat(count(limits, SHOP)).isNull();
      assertThat(headers()).containsExactly("null", "null");
    }
    for (int left = 3; left >= 0; left--) {
      assertThat(count(limits, ANNA)).isNull();
      assertThat(headers()).containsExactly("\"caller\";q=4;w=2", "\"caller\";r=" + left + ";t=1");
    }
    assertThat(count(limits, ANNA)).isNotNull();
    assertThat(count(limits, KIOSK)).isNull();
    assertThat(count(limits, KIOSK)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    // A whole second too much rather than a request too much.
    "20, 50, '\"clients\";q=50;w=3'",
    "20, 5, '\"clients\";q=5;w=1'",
    "0.3, 0, '\"clients\";q=1;w=4'",
    "1000000, 0, '\"clients\";q=2000000;w=2'"
  })
  void saysThePolicyInWholeSeconds(double requestsPerSecond, int burst, String header) {
    count(limits(new Clients(requestsPerSecond, burst), new Users(0, 0)), SHOP);

    assertThat(response.getHeader("RateLimit-Policy")).isEqualTo(header);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "1, -1", "NaN, 0", "1000001, 0", "Infinity, 1"})
  void refusesFiguresOutOfBounds(double requestsPerSecond, int burst) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Clients(requestsPerSecond, burst))
        .withMessageContaining("requests-per-second is from 0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Users(requestsPerSecond, burst));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NamedCaller("shop", requestsPerSecond, burst));
  }

  @Test
  void refusesTwoLimitsOfOneCaller() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            limits(
                new Clients(0, 0),
                new Users(0, 0),
                new NamedCaller("shop", 1, 0),
                new NamedCaller("shop", 2, 0)))
        .withMessageContaining("shop");
  }

  @Test
  void readsSettings() {
    RateLimitProperties properties =
        bound(
            Map.of(
                "web.rate-limit.clients.requests-per-second", "0.5",
                "web.rate-limit.users.burst", "7",
                "web.rate-limit.callers[0].name", "user:Anna Ä",
                "web.rate-limit.callers[0].requests-per-second", "100"));

    assertThat(properties.clients()).isEqualTo(new Clients(0.5, 0));
    assertThat(properties.users()).isEqualTo(new Users(20, 7));
    assertThat(properties.callers()).containsExactly(new NamedCaller("user:Anna Ä", 100, 0));
  }

  private RateLimits limits(Clients clients, Users users, NamedCaller... callers) {
    return new RateLimits(new RateLimitProperties(clients, users, List.of(callers)), time);
  }

  private static RateLimitProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("web.rate-limit", RateLimitProperties.class);
  }

  /** Another request of the caller. */
  private @Nullable ProblemException count(RateLimits limits, Caller caller) {
    request = new MockHttpServletRequest();
    response = new MockHttpServletResponse();
    return limits.count(caller, request, response);
  }

  private List<String> headers() {
    return Stream.of("RateLimit-Policy", "RateLimit")
        .map(name -> String.valueOf(response.getHeader(name)))
        .toList();
  }
}
