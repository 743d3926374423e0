package io.paymentdone.console.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paymentdone.web.security.Caller;
import io.paymentdone.web.security.CallerAuthentication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;

@ExtendWith(OutputCaptureExtension.class)
class AuditFilterTests {

  private final AuditFilter filter = new AuditFilter(new Operations(Set::of));

  @AfterEach
  void forgetTheCaller() {
    SecurityContextHolder.clearContext();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "BREW"})
  void aWriteHasALineWithItsStatus(String method, CapturedOutput output) throws Exception {
    send(
        method, "demo", (request, response) -> ((MockHttpServletResponse) response).setStatus(409));

    assertThat(lines(output))
        .containsExactly(
            "{\"who\":\"demo\",\"what\":\"%s (unknown path)\",\"parameters\":{},\"status\":409,"
                    .formatted(method)
                + "\"requestId\":\"r1\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void aReadHasNone(String method, CapturedOutput output) throws Exception {
    send(method, "demo", (request, response) -> {});

    assertThat(lines(output)).isEmpty();
  }

  /** The filters behind this one find out who calls. */
  @Test
  void aStrangerHasNone(CapturedOutput output) throws Exception {
    filter.doFilter(
        new MockHttpServletRequest("POST", "/api/traffic"),
        new MockHttpServletResponse(),
        (request, response) -> {});

    assertThat(lines(output)).isEmpty();
  }

  @Test
  void aWriteThatBreaksIsAFault(CapturedOutput output) {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            send(
                "POST",
                "demo",
                (request, response) -> {
                  throw new IllegalStateException("broken");
                }));

    assertThat(lines(output)).singleElement().asString().contains("\"status\":500");
  }

  @Test
  void noNameBreaksALine(CapturedOutput output) throws Exception {
    send("POST", "corp:a\u2028\n\"}\r{\"who\":\"demo\u00fc", (request, response) -> {});

    assertThat(lines(output))
        .singleElement()
        .asString()
        .startsWith("{\"who\":\"corp:a\\u2028\\n\\\"}\\r{\\\"who\\\":\\\"demo\\u00FC\",")
        .matches(line -> US_ASCII.newEncoder().canEncode(line));
  }

  private void send(String method, String who, FilterChain rest)
      throws ServletException, IOException {
    MockHttpServletRequest request = new MockHttpServletRequest(method, "/api/traffic");
    request.addHeader("Request-Id", "r1");
    filter.doFilter(
        request,
        new MockHttpServletResponse(),
        (passed, response) -> {
          SecurityContextHolder.getContext()
              .setAuthentication(new CallerAuthentication(new Caller(who, Set.of(), null)));
          rest.doFilter(passed, response);
        });
  }

  private static List<String> lines(CapturedOutput output) {
    return output
        .toString()
        .lines()
        .filter(line -> line.contains(" audit "))
        .map(line -> line.substring(line.indexOf('{')))
        .toList();
  }
}
