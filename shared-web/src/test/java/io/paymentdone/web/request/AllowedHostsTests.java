package io.paymentdone.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.mock.web.MockHttpServletRequest;

/** Names by which a deployed service may be called. */
@SpringBootTest(
    classes = AllowedHostsTests.Application.class,
    properties = {
      "api.credentials=demo:demo",
      "web.request.allowed-hosts=localhost,127.0.0.1,[::1],payment-service"
    })
class AllowedHostsTests {

  @Autowired AllowedHostsFilter filter;

  @Autowired ProblemWriter problems;

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Application {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080",
        "LOCALHOST",
        "127.0.0.1:8080",
        "[::1]:8080",
        "payment-service",
        "payment-service:8080"
      })
  void letsInWhoeverUsesOneOfThem(String host) {
    assertThat(refusal(filter, "/payments", host)).isNull();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "localhost.",
        "localhost:evil.example",
        "localhost@evil.example",
        "10.0.0.7:8080",
        "[::2]",
        ""
      })
  void refusesOthers(@Nullable String host) {
    assertThat(refusal(filter, "/payments", host))
        .isNotNull()
        .returns(421, problem -> problem.status().value())
        .returns("foreign-host", ProblemException::code);
  }

  @ParameterizedTest
  @CsvSource({"/livez, true", "/readyz, true", "/actuator/health, false", "/livez/../x, false"})
  void leavesProbesWhichKnowAnAddressOnly(String path, boolean isLetIn) {
    assertThat(refusal(filter, path, "10.0.0.7:8080") == null).isEqualTo(isLetIn);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "10.0.0.7:8080"})
  void takesAnyNameWhereNoneIsSet(String host) {
    AllowedHostsFilter all = new AllowedHostsFilter(problems, Set.of(), Set.of(), List.of());

    assertThat(refusal(all, "/payments", host)).isNull();
  }

  private static @Nullable ProblemException refusal(
      AllowedHostsFilter filter, String path, @Nullable String host) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    if (host != null) {
      request.addHeader("Host", host);
    }
    return filter.refusal(request);
  }
}
