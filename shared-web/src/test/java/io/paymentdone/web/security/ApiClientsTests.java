package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

class ApiClientsTests {

  private static final String OLD = bcrypt(4, "old secret");
  private static final String NEW = bcrypt(4, "new secret");

  private final AtomicLong rounds = new AtomicLong();

  /** Counts its work. */
  private final PasswordEncoder bcrypt =
      new BCryptPasswordEncoder() {
        @Override
        protected boolean matchesNonNull(String secret, String hash) {
          rounds.addAndGet(1L << Integer.parseInt(hash.substring(4, 6)));
          return super.matchesNonNull(secret, hash);
        }
      };

  @Test
  void takesEachSecretOfAClientWhileItIsRotated() {
    ApiClients clients = ApiClients.of(shop("{bcrypt}" + OLD, "{bcrypt}" + NEW));

    for (String secret : List.of("old secret", "new secret", "old secret", "new secret")) {
      assertThat(clients.authenticate("shop", secret))
          .isEqualTo(Caller.client("shop", Set.of(Scope.PAYMENTS_READ)));
    }
    assertRefused(clients, "shop", "another");
    assertRefused(clients, "shop", "");
    assertRefused(clients, "shop", OLD);
    assertRefused(clients, "kiosk", "old secret");
  }

  @Test
  void takesAPlainSecretThatIsMarkedAsOne() {
    ApiClients clients = ApiClients.of(shop("{noop}${a}:b"));

    assertThat(clients.authenticate("shop", "${a}:b").name()).isEqualTo("shop");
    assertRefused(clients, "shop", "{noop}${a}:b");
  }

  /** Bcrypt would take it for its first 72 bytes. */
  @Test
  void refusesASecretThatOnlyBeginsAsTheRightOne() {
    String longest = "s".repeat(72);
    ApiClients clients = ApiClients.of(shop("{bcrypt}" + bcrypt(4, longest)));

    assertRefused(clients, "shop", longest + "s");
    assertThat(clients.authenticate("shop", longest).name()).isEqualTo("shop");
  }

  /** With this hash a check takes a good part of a second. */
  @Test
  void wrongSecretsTakeLittleTimeOnceTheRightOneWasGiven() {
    ApiClients clients = ApiClients.of(shop("{bcrypt}" + bcrypt(12, "secret")));
    clients.authenticate("shop", "secret");

    long beginNanos = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertRefused(clients, "shop", "guess " + i);
    }

    assertThat(System.nanoTime() - beginNanos).isLessThan(5_000_000_000L);
  }

  /** A name is not to be told by the time that a wrong secret takes. */
  @ParameterizedTest
  @ValueSource(strings = {"guess", "", "x"})
  void aWrongSecretIsAsMuchWorkWithEveryName(String guess) {
    ApiClients clients = ApiClients.of(clientsOfEveryKind(), bcrypt);
    clients.authenticate("proven", "secret");

    for (String name : List.of("proven", "plain", "weak", "strong", "rotating", "nobody", "")) {
      assertThat(workOfAWrongSecret(clients, name, guess))
          .as(name)
          // That of the rotating client's; bcrypt is not needed for no text.
          .isEqualTo(guess.isEmpty() ? 0 : (1 << 6) + (1 << 5));
    }
    assertThat(workOfAWrongSecret(clients, "nobody", "s".repeat(73)))
        .isEqualTo(workOfAWrongSecret(clients, "strong", "s".repeat(73)));
  }

  @Test
  void aWrongSecretIsNoWorkWithAnyNameOnceAllAreKnown() {
    ApiClients clients = ApiClients.of(clientsOfEveryKind(), bcrypt);
    for (String name : List.of("proven", "weak", "strong")) {
      clients.authenticate(name, "secret");
    }
    clients.authenticate("rotating", "secret");
    assertThat(workOfAWrongSecret(clients, "nobody", "guess")).isEqualTo(1 << 5);
    clients.authenticate("rotating", "next secret");

    for (String name : List.of("proven", "plain", "weak", "strong", "rotating", "nobody", "")) {
      assertThat(workOfAWrongSecret(clients, name, "guess")).as(name).isZero();
    }
  }

  @Test
  void aHashOfNoneIsOneThatBcryptReads() {
    for (int cost = 4; cost <= 6; cost++) {
      assertThat(
              ApiSecret.parse("{bcrypt}" + ApiSecret.hashOfNone(cost), "here", new Fingerprint()))
          .returns(1L << cost, ApiSecret::work);
    }
    assertThat(new BCryptPasswordEncoder().upgradeEncoding(ApiSecret.hashOfNone(4))).isTrue();
  }

  @Test
  void guessesDoNotTakeAllCpus() throws InterruptedException {
    ApiClients clients = ApiClients.of(shop("{bcrypt}" + bcrypt(13, "secret")));
    int requests = 8 * Runtime.getRuntime().availableProcessors();
    List<Future<?>> guesses = new ArrayList<>();
    int turnedAway = 0;

    try (ExecutorService threads = Executors.newFixedThreadPool(requests)) {
      for (int i = 0; i < requests; i++) {
        guesses.add(threads.submit(() -> clients.authenticate("shop", "guess")));
      }
      for (Future<?> guess : guesses) {
        try {
          guess.get();
        } catch (ExecutionException refused) {
          turnedAway += refused.getCause() instanceof CallerNotCheckedException ? 1 : 0;
        }
      }
    }

    assertThat(turnedAway).isGreaterThan(requests / 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "{noop}",
        "{sha256}hunter2",
        "{bcrypt}hunter2",
        "$2a$10$hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunt",
        "{bcrypt}$2a$31$hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunt"
      })
  void doesNotStartWithASecretThatIsNoneAndKeepsItSecret(String secret) {
    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> ApiClients.of(shop(secret)))
        .withMessageStartingWith("api.clients[0].secrets[0] ")
        .withMessageNotContaining("hunter2")
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "name, '', api.clients[0].name must have 1 to 128 characters.",
    "name, a:b, api.clients[0].name must not contain a colon",
    "name, anonymous, 'api.clients[0].name must not be anonymous, whose payments'",
    "secrets, '', api.clients[0].secrets must not be empty.",
    "scopes, '', api.clients[0].scopes must not be empty.",
    "scopes, 'payments:read,payments:all', api.clients[0].scopes[1] is no scope"
  })
  void doesNotStartWithAClientThatIsNotOne(String property, String value, String message) {
    MockEnvironment environment = shop("{noop}a");
    environment.setProperty("api.clients[0]." + property, value);

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> ApiClients.of(environment))
        .withMessageStartingWith(message);
  }

  /** As compose files hand on what is not set. */
  @Test
  void emptyVariablesAreNoClient() {
    Map<String, Object> variables = new HashMap<>();
    for (String client : List.of("API_CLIENTS_0_", "API_CLIENTS_1_")) {
      variables.put(client + "NAME", "");
      variables.put(client + "SECRETS_0", "");
      variables.put(client + "SECRETS_1", "");
      variables.put(client + "SCOPES", "");
    }
    assertThat(ApiClients.of(environment(variables)).isEmpty()).isTrue();

    variables.put("API_CLIENTS_1_NAME", "shop");
    variables.put("API_CLIENTS_1_SECRETS_1", "{noop}secret");
    variables.put("API_CLIENTS_1_SCOPES", "payments:read");
    ApiClients clients = ApiClients.of(environment(variables));
    assertThat(clients.all())
        .extracting(ApiClient::toString)
        .containsExactly("shop (payments:read)");
    assertThat(clients.authenticate("shop", "secret").name()).isEqualTo("shop");
    assertRefused(clients, "shop", "");
    assertRefused(clients, "", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NAME", "SECRETS_0", "SCOPES"})
  void doesNotStartWithAPartOfAClient(String missing) {
    Map<String, Object> variables =
        new HashMap<>(
            Map.of(
                "API_CLIENTS_0_NAME", "shop",
                "API_CLIENTS_0_SECRETS_0", "{noop}secret",
                "API_CLIENTS_0_SCOPES", "payments:read"));
    variables.put("API_CLIENTS_0_" + missing, "");

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> ApiClients.of(environment(variables)))
        .withMessageStartingWith("api.clients[0].");
  }

  @Test
  void doesNotStartWithTwoOfAName() {
    MockEnvironment environment = shop("{noop}a").withProperty("api.credentials", "shop:hunter2");

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> ApiClients.of(environment))
        .withMessage("Two clients of api.credentials and api.clients have the same name: shop");
  }

  /** Spring's own message shows the values. */
  @Test
  void keepsSecretsOutOfTheMessageAboutAGap() {
    MockEnvironment environment =
        new MockEnvironment().withProperty("api.clients[1].secrets[0]", "{noop}hunter2");

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> ApiClients.of(environment))
        .withMessageStartingWith("api.clients cannot be read.")
        .withNoCause();
  }

  @Test
  void printsNamesAndScopesOnly() {
    MockEnvironment environment =
        shop("{noop}hunter2").withProperty("api.credentials", "demo:hunter2");

    assertThat(ApiClients.of(environment).all())
        .extracting(ApiClient::toString)
        .containsExactly("demo", "shop (payments:read)");
    assertThat(new ConfiguredClients.Entry("shop", List.of("hunter2"), List.of()))
        .asString()
        .doesNotContain("hunter2");
  }

  private long workOfAWrongSecret(ApiClients clients, String name, String guess) {
    rounds.set(0);
    assertRefused(clients, name, guess);
    return rounds.get();
  }

  private static MockEnvironment clientsOfEveryKind() {
    MockEnvironment environment = new MockEnvironment().withProperty("api.credentials", "plain:p");
    List<String> names = List.of("proven", "weak", "strong", "rotating");
    for (int i = 0; i < names.size(); i++) {
      environment.setProperty("api.clients[" + i + "].name", names.get(i));
      environment.setProperty("api.clients[" + i + "].scopes", "payments:read");
    }
    environment.setProperty("api.clients[0].secrets[0]", "{bcrypt}" + bcrypt(7, "secret"));
    environment.setProperty("api.clients[1].secrets[0]", "{bcrypt}" + bcrypt(4, "secret"));
    environment.setProperty("api.clients[2].secrets[0]", "{bcrypt}" + bcrypt(6, "secret"));
    environment.setProperty("api.clients[3].secrets[0]", "{bcrypt}" + bcrypt(6, "secret"));
    environment.setProperty("api.clients[3].secrets[1]", "{bcrypt}" + bcrypt(5, "next secret"));
    environment.setProperty("api.clients[3].secrets[2]", "{noop}plain");
    return environment;
  }

  private static void assertRefused(ApiClients clients, String name, String secret) {
    assertThatExceptionOfType(BadCredentialsException.class)
        .isThrownBy(() -> clients.authenticate(name, secret));
  }

  private static MockEnvironment environment(Map<String, Object> variables) {
    MockEnvironment environment = new MockEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    return environment;
  }

  private static MockEnvironment shop(String... secrets) {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty("api.clients[0].name", "shop")
            .withProperty("api.clients[0].scopes", "payments:read");
    for (int i = 0; i < secrets.length; i++) {
      environment.setProperty("api.clients[0].secrets[" + i + "]", secrets[i]);
    }
    return environment;
  }

  private static String bcrypt(int cost, String secret) {
    return new BCryptPasswordEncoder(cost).encode(secret);
  }
}
