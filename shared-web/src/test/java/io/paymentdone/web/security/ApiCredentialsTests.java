package io.paymentdone.web.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.problem.ProblemAutoConfiguration;
import io.paymentdone.web.security.ApiCredentials.Credential;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.core.userdetails.UserDetailsService;

class ApiCredentialsTests {

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  JacksonAutoConfiguration.class,
                  ProblemAutoConfiguration.class,
                  ApiSecurityAutoConfiguration.class,
                  SecurityAutoConfiguration.class,
                  ServletWebSecurityAutoConfiguration.class,
                  UserDetailsServiceAutoConfiguration.class));

  @Test
  void doesNotStartWithoutClientsAndSaysWhatToDo() {
    runner.run(context -> {
      assertThat(context).hasFailed();
      FailureAnalysis analysis =
          requireNonNull(
              new InvalidApiCredentialsFailureAnalyzer()
                  .analyze(requireNonNull(context.getStartupFailure())));
      assertThat(analysis.getDescription()).isEqualTo("No client of the API is configured.");
      assertThat(analysis.getAction()).contains("API_CREDENTIALS=user:password");
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        ":hunter2",
        "hunter2:",
        "demo:demo,hunter2",
        "demo:hunter2,word",
        "a:b,a:hunter2",
        "anonymous:hunter2"
      })
  void doesNotStartWithMalformedOnesAndKeepsThemSecret(String credentials) {
    runner
        .withPropertyValues("api.credentials=" + credentials)
        .run(context -> {
          assertThat(context).hasFailed();
          assertThat(context.getStartupFailure())
              .rootCause()
              .isInstanceOf(InvalidApiCredentialsException.class)
              .hasMessageNotContaining("hunter2");
        });
  }

  /** Its events would not name it, and no webhook endpoint could ask for its payments. */
  @Test
  void refusesANameThatNoEventCanCarry() {
    assertThat(clients("api.credentials", "😀".repeat(128) + ":a")).hasSize(1);
    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> clients("api.credentials", "a:a," + "u".repeat(129) + ":b"))
        .withMessage("The client's name in api.credentials[1] must have 1 to 128 characters.");
    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> clients("api.credentials", "a\u0000b:a"))
        .withMessage("The client's name in api.credentials[0] must not contain U+0000.");
  }

  /** Without clients only in the profile local. */
  @ParameterizedTest
  @ValueSource(strings = {"spring.profiles.active=local", "api.credentials=demo:demo"})
  void startsAndInventsNoUser(String property) {
    runner
        .withPropertyValues(property)
        .run(context ->
            assertThat(context).hasNotFailed().doesNotHaveBean(UserDetailsService.class));
  }

  @Test
  void keepsPlaceholdersInPasswordsAsTheyAre() {
    assertThat(clients("api.credentials", "alice:a${user.name}b,bob:x${nope:dflt}y"))
        .containsExactly(
            new Credential("alice", "a${user.name}b"), new Credential("bob", "x${nope:dflt}y"));
  }

  @Test
  void takesCommasInPasswordsOneByOne() {
    assertThat(clients("api.credentials[0]", "alice:a,b:c", "api.credentials[1]", "bob:d"))
        .containsExactly(new Credential("alice", "a,b:c"), new Credential("bob", "d"));
  }

  @Test
  void takesThemFromTheEnvironmentOneByOne() {
    MockEnvironment environment = new MockEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("API_CREDENTIALS_0", "alice:a,${b}", "API_CREDENTIALS_1", "bob:d")));
    ConfigurationPropertySources.attach(environment);

    assertThat(ApiCredentials.clients(environment))
        .containsExactly(new Credential("alice", "a,${b}"), new Credential("bob", "d"));
  }

  @Test
  void refusesBothFormsAtOnce() {
    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> clients("api.credentials", "alice:a", "api.credentials[0]", "bob:b"));
  }

  @Test
  void aProgramCallsAsTheFirstClientOrAsTheOneItIsGiven() {
    MockEnvironment environment = environment("api.credentials", "alice:${a},bob:b");
    assertThat(ApiCredentials.ofCaller(environment, "own"))
        .hasValue(new Credential("alice", "${a}"));
    environment.setProperty("own", "");
    assertThat(ApiCredentials.ofCaller(environment, "own"))
        .hasValue(new Credential("alice", "${a}"));
    environment.setProperty("own", "carol:${c},c");
    assertThat(ApiCredentials.ofCaller(environment, "own"))
        .hasValue(new Credential("carol", "${c},c"));
    assertThat(ApiCredentials.ofCaller(new MockEnvironment(), "own")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice:a,bob:b", "alice", ":a", "alice:"})
  void aProgramIsNotGivenSeveral(String own) {
    MockEnvironment environment = environment("own", own);

    assertThatExceptionOfType(InvalidApiCredentialsException.class)
        .isThrownBy(() -> ApiCredentials.ofCaller(environment, "own"))
        .withMessageStartingWith("own ");
  }

  @Test
  void doesNotPrintSecrets() {
    assertThat(new Credential("demo", "hunter2")).asString().isEqualTo("demo");
  }

  private static List<Credential> clients(String... properties) {
    return ApiCredentials.clients(environment(properties));
  }

  private static MockEnvironment environment(String... properties) {
    MockEnvironment environment = new MockEnvironment();
    for (int i = 0; i < properties.length; i += 2) {
      environment.setProperty(properties[i], properties[i + 1]);
    }
    return environment;
  }
}
