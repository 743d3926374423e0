package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.web.overload.FakeTime;
import io.paymentdone.web.problem.ProblemAutoConfiguration;
import io.paymentdone.web.problem.ProblemWriter;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;

@ExtendWith(OutputCaptureExtension.class)
class SecurityProblemsTests {

  private final WebApplicationContextRunner runner =
      new WebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  JacksonAutoConfiguration.class, ProblemAutoConfiguration.class));

  @Test
  void wrongCredentialsAreInTheLogAndMissingOrUncheckedOnesAreNot(CapturedOutput log) {
    runner.run(context -> {
      SecurityProblems problems = problems(context.getBean(ProblemWriter.class));

      MockHttpServletResponse unchecked = answer(problems, CallerNotCheckedException.overloaded());
      assertThat(unchecked.getStatus()).isEqualTo(503);
      assertThat(unchecked.getHeader("Retry-After")).isEqualTo("1");
      assertThat(unchecked.getContentAsString()).contains("\"code\":\"overloaded\"");
      assertThat(unchecked.getHeaders("WWW-Authenticate")).isEmpty();
      MockHttpServletResponse missing =
          answer(problems, new InsufficientAuthenticationException("none"));
      assertThat(missing.getStatus()).isEqualTo(401);
      assertThat(log).doesNotContain("wrong credentials");

      assertThat(answer(problems, new BadCredentialsException("wrong")).getStatus()).isEqualTo(401);
      assertThat(log).contains("wrong credentials", "192.0.2.1");
    });
  }

  @Test
  void tokensThatAreNotValidAreInTheLogToo(CapturedOutput log) {
    runner.run(context -> {
      MockHttpServletResponse refused =
          answer(
              problems(context.getBean(ProblemWriter.class)),
              new InvalidTokenException("no token"));

      assertThat(refused.getHeaders("WWW-Authenticate"))
          .containsExactly(
              "Basic realm=\"payment-done\", charset=\"UTF-8\"",
              "Bearer realm=\"payment-done\", error=\"invalid_token\"");
      assertThat(log).contains("wrong credentials");
    });
  }

  private static SecurityProblems problems(ProblemWriter writer) {
    return new SecurityProblems(
        writer,
        new FailedLogins(new FailedLoginProperties(30), Duration.ZERO, new FakeTime()),
        true,
        true);
  }

  private static MockHttpServletResponse answer(
      SecurityProblems problems, AuthenticationException refused) throws IOException {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/payments");
    request.setRemoteAddr("192.0.2.1");
    MockHttpServletResponse response = new MockHttpServletResponse();
    problems.commence(request, response, refused);
    return response;
  }
}
