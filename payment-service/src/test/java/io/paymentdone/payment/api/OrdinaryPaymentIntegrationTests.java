package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The short way of ordinary payments, beside the long one. */
@PaymentServiceTest
class OrdinaryPaymentIntegrationTests {

  /** A query is out of the ordinary, and means nothing. */
  private static final String THE_LONG_WAY = "?long";

  private final String user = "user-" + UUID.randomUUID();

  @LocalServerPort private int port;
  @Autowired private OrdinaryPaymentFilter filter;
  @Autowired private MeterRegistry meters;
  @Autowired private JdbcClient jdbc;
  private PaymentClient client;

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @Test
  void takesAnOrdinaryPayment() throws Exception {
    MockFilterChain chain = new MockFilterChain();
    MockHttpServletResponse response = filter(ordinary(), chain);

    assertThat(chain.getRequest()).isNull();
    assertThat(response.getStatus()).isEqualTo(201);
    assertThat(rows()).isEqualTo(1);
  }

  static Stream<Arguments> unusual() {
    return Stream.of(
        unusual("method", request -> request.setMethod("PUT")),
        unusual("path", request -> request.setRequestURI("/payments/")),
        unusual("query", request -> request.setQueryString("x")),
        unusual("charset", request -> request.setContentType("application/json;charset=latin1")),
        unusual("other type", request -> request.setContentType("text/plain")),
        unusual("no type", request -> request.setContentType(null)),
        unusual("wants XML", request -> request.addHeader("Accept", "application/xml")),
        unusual("encoded", request -> request.addHeader("Content-Encoding", "gzip")),
        unusual("foreign page", request -> request.addHeader("Origin", "http://example.com")),
        unusual("foreign site", request -> request.addHeader("Sec-Fetch-Site", "cross-site")),
        unusual("no JSON", request -> request.setContent("{".getBytes(UTF_8))),
        unusual("null", request -> request.setContent("null".getBytes(UTF_8))),
        unusual("no UTF-8", request -> request.setContent(new byte[] {'"', -1, '"'})),
        unusual(
            "twice", request -> request.setContent("{\"amount\":1,\"amount\":1}".getBytes(UTF_8))),
        unusual("wrong field", request -> request.setContent("{\"amount\":0}".getBytes(UTF_8))),
        unusual("bad key", request -> request.addHeader(IdempotencyKey.HEADER, "\"")),
        unusual("too long", request -> request.setContent(new byte[64 * 1024 + 1])));
  }

  private static Arguments unusual(String what, Consumer<MockHttpServletRequest> change) {
    return Arguments.argumentSet(what, change);
  }

  @ParameterizedTest
  @MethodSource("unusual")
  void handsOnTheOthersUnread(Consumer<MockHttpServletRequest> change) throws Exception {
    MockHttpServletRequest request = ordinary();
    change.accept(request);
    MockFilterChain chain = new MockFilterChain();

    MockHttpServletResponse response = filter(request, chain);

    assertThat(response.getHeaderNames()).isEmpty();
    assertThat(Objects.requireNonNull(chain.getRequest()).getInputStream().readAllBytes())
        .isEqualTo(request.getContentAsByteArray());
    assertThat(rows()).isZero();
  }

  @Test
  void handsOnARequestWithoutLength() throws Exception {
    MockHttpServletRequest request =
        new MockHttpServletRequest("POST", "/payments") {
          @Override
          public int getContentLength() {
            return -1;
          }
        };
    request.setContentType("application/json");
    request.addHeader("Host", "localhost");
    MockFilterChain chain = new MockFilterChain();

    filter(request, chain);

    assertThat(chain.getRequest()).isSameAs(request);
  }

  @Test
  void answersAsTheLongWayDoes() {
    String key = UUID.randomUUID().toString();
    client.pay(payment(user), "Idempotency-Key", key);

    assertSame(
        client.pay(payment(user), "Idempotency-Key", key, "Request-Id", "same"),
        client.payAt(THE_LONG_WAY, payment(user), "Idempotency-Key", key, "Request-Id", "same"));
  }

  @Test
  void refusesAsTheLongWayDoes() {
    String key = UUID.randomUUID().toString();
    client.pay(payment(user), "Idempotency-Key", key);
    String other = payment(user).replace("1250", "1251");

    assertSame(
        client.pay(other, "Idempotency-Key", key, "Request-Id", "same"),
        client.payAt(THE_LONG_WAY, other, "Idempotency-Key", key, "Request-Id", "same"));
  }

  private static void assertSame(HttpResponse<String> shortWay, HttpResponse<String> longWay) {
    assertThat(shortWay.statusCode()).isEqualTo(longWay.statusCode());
    assertThat(shortWay.body()).isEqualTo(longWay.body());
    assertThat(headers(shortWay))
        .isEqualTo(headers(longWay))
        .containsKeys("cache-control", "x-content-type-options", "x-frame-options");
  }

  private static Map<String, List<String>> headers(HttpResponse<?> response) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    // How the body comes, in one piece or not, is nobody's business.
    headers.keySet().removeAll(Set.of("date", "content-length", "transfer-encoding"));
    return headers;
  }

  @Test
  void isCountedAsTheLongWayIs() throws Exception {
    String key = UUID.randomUUID().toString();
    client.payAt(THE_LONG_WAY, payment(user), "Idempotency-Key", key);
    client.payAt(THE_LONG_WAY, payment(user).replace("1250", "1251"), "Idempotency-Key", key);
    // The client has its answer before it is counted.
    await().until(() -> counted("201") > 0 && counted("422") > 0);

    long storedBefore = counted("201");
    filter(ordinary(), new MockFilterChain());
    assertThat(counted("201")).isGreaterThan(storedBefore);

    long refusedBefore = counted("422");
    MockHttpServletRequest reused = ordinary();
    reused.addHeader(IdempotencyKey.HEADER, key);
    reused.setContent(payment(user).replace("1250", "1252").getBytes(UTF_8));
    filter(reused, new MockFilterChain());
    assertThat(counted("422")).isGreaterThan(refusedBefore);

    // Another tag would have made a second timer.
    assertThat(timers().stream().map(timer -> timer.getId().getTag("status")))
        .containsExactlyInAnyOrder("201", "422");
  }

  /** As the container sees it: what is thrown here becomes a 500 behind the filter. */
  @Test
  void countsAFault() {
    double before = faults();
    MockHttpServletResponse broken =
        new MockHttpServletResponse() {
          @Override
          public ServletOutputStream getOutputStream() {
            throw new IllegalStateException("broken");
          }
        };

    assertThatIllegalStateException()
        .isThrownBy(() -> filter.doFilter(ordinary(), broken, new MockFilterChain()));

    assertThat(broken.getStatus()).isEqualTo(500);
    assertThat(faults()).isEqualTo(before + 1);
  }

  private double faults() {
    return meters
        .find("http.server.requests")
        .tag("uri", "/payments")
        .tag("status", "500")
        .timers()
        .stream()
        .mapToLong(Timer::count)
        .sum();
  }

  private long counted(String status) {
    return timers().stream()
        .filter(timer -> status.equals(timer.getId().getTag("status")))
        .mapToLong(Timer::count)
        .sum();
  }

  private Collection<Timer> timers() {
    return meters
        .get("http.server.requests")
        .tag("uri", "/payments")
        .tag("method", "POST")
        .tagKeys("status")
        .timers()
        .stream()
        .filter(timer -> Set.of("201", "422").contains(timer.getId().getTag("status")))
        .toList();
  }

  private MockHttpServletRequest ordinary() {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/payments");
    request.setContentType("application/json");
    request.addHeader("Host", "localhost:" + port);
    request.setContent(payment(user).getBytes(UTF_8));
    return request;
  }

  private MockHttpServletResponse filter(MockHttpServletRequest request, MockFilterChain chain)
      throws IOException, ServletException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    filter.doFilter(request, response, chain);
    return response;
  }

  private int rows() {
    return jdbc.sql("select count(*) from payment where user_id = ?")
        .param(user)
        .query(Integer.class)
        .single();
  }
}
