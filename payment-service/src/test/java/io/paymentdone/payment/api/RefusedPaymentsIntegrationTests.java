package io.paymentdone.payment.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.paymentdone.payment.EmittedEvents;
import io.paymentdone.payment.writer.AdmissionControl;
import io.paymentdone.payment.writer.Refusal;
import io.paymentdone.testsupport.HostileRequests;
import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.testsupport.TestIssuer;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * What docs/api.md says of refused payments: whether one was written, and that its key may be used.
 * Callers log in.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "api.credentials=shop:s",
      "web.request.allowed-hosts=localhost",
      "server.tomcat.connection-timeout=2s",
      "web.request.body-time-max=3s"
    })
@WithPostgresAndKafka
@ActiveProfiles("callers-log-in")
class RefusedPaymentsIntegrationTests {

  private static final TestIssuer ISSUER = new TestIssuer();

  private static final String SHOP =
      "Authorization: Basic " + Base64.getEncoder().encodeToString("shop:s".getBytes(UTF_8));
  private static final String USER = "Authorization: Bearer " + ISSUER.user("user1", "");
  private static final String HOST = "Host: localhost";
  private static final String JSON = "Content-Type: application/json";
  private static final String BODY = "{\"userId\":\"user1\",\"amount\":1250,\"currency\":\"EUR\"}";

  private static final Request GOOD =
      new Request("POST /payments", List.of(HOST, JSON, SHOP), BODY, 0);

  /** Read by a filter of these tests. */
  private static final String FAULT = "X-Fault";

  private static final String REPLAYED = "Idempotent-Replayed: true";

  private static EmittedEvents events;

  private final String key = UUID.randomUUID().toString();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  @Autowired private Refusals refusals;

  /**
   * A request but for its key.
   *
   * @param unsentBytes of the body's end
   */
  record Request(String line, List<String> headers, String body, int unsentBytes) {

    Request line(String other) {
      return new Request(other, headers, body, unsentBytes);
    }

    Request body(String other) {
      return new Request(line, headers, other, unsentBytes);
    }

    Request with(String header) {
      return new Request(
          line, Stream.concat(headers.stream(), Stream.of(header)).toList(), body, unsentBytes);
    }

    Request without(String header) {
      return new Request(
          line, headers.stream().filter(one -> !one.equals(header)).toList(), body, unsentBytes);
    }

    Request unsent(int bytes) {
      return new Request(line, headers, body, bytes);
    }

    byte[] bytes(String key) {
      byte[] content = body.getBytes(UTF_8);
      String head =
          line
              + " HTTP/1.1\r\n"
              + headers.stream().map(header -> header + "\r\n").collect(Collectors.joining())
              + "Idempotency-Key: "
              + key
              + "\r\nConnection: close\r\nContent-Length: "
              + content.length
              + "\r\n\r\n";
      byte[] all = RawHttp.join(head.getBytes(UTF_8), content);
      return Arrays.copyOf(all, all.length - unsentBytes);
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Troubles {

    @Bean
    Refusals refusals() {
      return new Refusals();
    }

    /** Fails before or after all that the service does, as the request asks. */
    @Bean
    FilterRegistrationBean<Filter> faults() {
      FilterRegistrationBean<Filter> filter =
          new FilterRegistrationBean<>((request, response, chain) -> {
            String when = ((HttpServletRequest) request).getHeader(FAULT);
            if ("before".equals(when)) {
              throw new IllegalStateException("before the payment");
            }
            if (!"after".equals(when)) {
              chain.doFilter(request, response);
            } else {
              // The answer is held back, so that it can still become another one.
              chain.doFilter(
                  request, new ContentCachingResponseWrapper((HttpServletResponse) response));
              throw new IllegalStateException("after the payment");
            }
          });
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 30);
      return filter;
    }
  }

  /** Refuses all payments while it has a reason. */
  static final class Refusals implements AdmissionControl {

    private volatile @Nullable Refusal refusal;

    @Override
    public @Nullable Refusal refusal() {
      return refusal;
    }
  }

  @DynamicPropertySource
  static void trust(DynamicPropertyRegistry properties) {
    properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
    properties.add(
        "spring.security.oauth2.resourceserver.jwt.audiences", () -> TestIssuer.AUDIENCE);
  }

  @BeforeAll
  static void watchEvents(@Autowired JdbcClient jdbc) {
    events = new EmittedEvents(jdbc);
  }

  @AfterAll
  static void close() {
    events.close();
    ISSUER.close();
  }

  @BeforeEach
  void passOverEarlierEvents() {
    events.next();
  }

  /** Each with its answer, and the good request that is sent with its key then. */
  static Stream<Arguments> refused() {
    Request ofUser = GOOD.without(SHOP).with(USER);
    return Stream.of(
        arguments("400 bad-request", GOOD.with("X-Long: " + "x".repeat(65_536)), GOOD),
        arguments("400 invalid-request", GOOD.body(BODY.replace("1250", "0")), GOOD),
        arguments("400 malformed-json", GOOD.body("{"), GOOD),
        arguments("401 unauthorized", GOOD.without(SHOP), GOOD),
        arguments("403 forbidden", ofUser.line("GET /payments?since="), ofUser),
        arguments("403 foreign-origin", GOOD.with("Origin: https://evil.example"), GOOD),
        arguments("404 not-found", ofUser.body(BODY.replace("user1", "user2")), ofUser),
        arguments("405 method-not-allowed", GOOD.line("PUT /payments"), GOOD),
        arguments("406 not-acceptable", GOOD.with("Accept: application/xml"), GOOD),
        arguments("408 request-timeout", GOOD.unsent(1), GOOD),
        arguments("413 body-too-large", GOOD.body(" ".repeat(70_000) + BODY), GOOD),
        arguments(
            "415 unsupported-media-type",
            GOOD.without(JSON).with("Content-Type: text/plain"),
            GOOD),
        arguments("415 unsupported-content-encoding", GOOD.with("Content-Encoding: gzip"), GOOD),
        arguments("421 foreign-host", GOOD.without(HOST).with("Host: evil.example"), GOOD));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isNotStoredAndUsesNoKeyUp(String problem, Request refused, Request again) {
    HostileRequests.assertRefused(send(refused), problem);
    assertNothingWritten();

    assertTaken(again);
  }

  @ParameterizedTest
  @CsvSource({"RELAY_BACKLOG, relay-backlog", "RELAY_SLOT_TAKEN, relay-slot-taken"})
  void isNotStoredWhilePaymentsAreNotAccepted(Refusal.Reason reason, String code) {
    refusals.refusal = new Refusal(reason, "Not now.", Duration.ofSeconds(10));
    String answer;
    try {
      answer = send(GOOD);
    } finally {
      refusals.refusal = null;
    }

    HostileRequests.assertRefused(answer, "503 " + code);
    assertThat(answer).containsIgnoringCase("\r\nRetry-After: 10\r\n");
    assertNothingWritten();
    assertTaken(GOOD);
  }

  /** The repeated request tells. */
  @ParameterizedTest
  @CsvSource({"before, 0", "after, 1"})
  void isStoredOrNotWhenTheServiceFails(String when, int stored) {
    // With a query, for the filter comes behind that of ordinary payments.
    Request payment = GOOD.line("POST /payments?long");

    String answer = send(payment.with(FAULT + ": " + when));

    assertThat(answer).startsWith("HTTP/1.1 500 ").contains("\"code\":\"internal-error\"");
    assertThat(rows()).isEqualTo(stored);
    String again = send(payment);
    assertThat(again).startsWith("HTTP/1.1 201 ");
    assertThat(again.contains(REPLAYED)).isEqualTo(stored == 1);
    assertThat(rows()).isEqualTo(1);
    assertThat(events.next()).hasSize(1);
  }

  private void assertNothingWritten() {
    assertThat(rows()).isZero();
    assertThat(events.next()).isEmpty();
  }

  /** As a new payment. */
  private void assertTaken(Request payment) {
    assertThat(send(payment)).startsWith("HTTP/1.1 201 ").doesNotContain(REPLAYED);
    assertThat(rows()).isEqualTo(1);
    assertThat(events.next()).hasSize(1);
  }

  private String send(Request payment) {
    return new RawHttp(port, Duration.ofSeconds(15)).exchange(payment.bytes(key));
  }

  private int rows() {
    return jdbc.sql("select count(*) from payment where idempotency_key = ?")
        .param(key)
        .query(Integer.class)
        .single();
  }
}
