package io.paymentdone.web.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.core.userdetails.UserDetailsService;

class ApiCredentialsTests {

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
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
  @ValueSource(strings = {"hunter2", ":hunter2", "hunter2:", "demo:demo,hunter2", "a:b,a:hunter2"})
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

  @Test
  void startsWithoutClientsInTheProfileLocalAndInventsNoUser() {
    runner
        .withPropertyValues("spring.profiles.active=local")
        .run(context ->
            assertThat(context).hasNotFailed().doesNotHaveBean(UserDetailsService.class));
  }

  @Test
  void propertiesDoNotPrintSecrets() {
    assertThat(new ApiSecurityProperties(List.of("demo:hunter2")))
        .asString()
        .doesNotContain("hunter2");
  }
}
