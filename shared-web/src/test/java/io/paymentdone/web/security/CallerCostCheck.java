package io.paymentdone.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.TestIssuer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Measures what finding the caller of a request takes, in a loop in one thread; run by hand, as
 * verification/benchmarks/README.md says.
 */
@SpringBootTest(
    classes = EchoApplication.class,
    properties = {"api.failed-logins.per-minute=0", "api.clients[0].name=shop"})
class CallerCostCheck {

  private static final int KNOWN = 500_000;
  private static final int UNKNOWN = 3_000;
  private static final int BCRYPT = 100;

  private static final TestIssuer ISSUER = new TestIssuer();

  @Autowired private CallerCheck check;

  @DynamicPropertySource
  static void configure(DynamicPropertyRegistry properties) {
    String secret = "{bcrypt}" + new BCryptPasswordEncoder(4).encode("secret");
    properties.add("api.clients[0].secrets", () -> secret);
    properties.add("api.clients[0].scopes", () -> "admin");
    properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
    properties.add(
        "spring.security.oauth2.resourceserver.jwt.audiences", () -> TestIssuer.AUDIENCE);
  }

  @AfterAll
  static void close() {
    ISSUER.close();
  }

  @Test
  void measures() {
    String token = "Bearer " + ISSUER.client("kiosk", "admin");
    micros("HTTP Basic, wrong, bcrypt of cost 4", BCRYPT, _ -> basic("wrong"));
    micros("HTTP Basic, proven before", KNOWN, _ -> basic("secret"));
    micros("a token seen before", KNOWN, _ -> token);
    micros("a token not seen", UNKNOWN, i -> "Bearer " + ISSUER.client("kiosk-" + i, "admin"));
  }

  /** Of the second half, after the first has warmed the JVM up. */
  private void micros(String what, int times, IntFunction<String> credentials) {
    // As few requests as there are different ones: making one takes longer than checking it.
    int different = times == KNOWN ? 1 : 2 * times;
    List<MockHttpServletRequest> requests =
        IntStream.range(0, different).mapToObj(credentials).map(CallerCostCheck::request).toList();
    int known = 0;
    long begin = 0;
    for (int i = 0; i < 2 * times; i++) {
      if (i == times) {
        begin = System.nanoTime();
      }
      MockHttpServletRequest request = requests.get(i % different);
      request.clearAttributes();
      known += check.caller(request).isPresent() ? 1 : 0;
    }
    double micros = (System.nanoTime() - begin) / 1e3 / times;
    assertThat(known).as(what).isEqualTo(what.contains("wrong") ? 0 : 2 * times);
    System.out.printf(Locale.ROOT, "%s: %.1f µs%n", what, micros);
  }

  private static MockHttpServletRequest request(String credentials) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/caller");
    request.addHeader("Authorization", credentials);
    return request;
  }

  private static String basic(String secret) {
    return "Basic " + Base64.getEncoder().encodeToString(("shop:" + secret).getBytes(UTF_8));
  }
}
