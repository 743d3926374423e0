package io.paymentdone.console.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paymentdone.console.WithoutServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What the console makes of a subscription and of notification-service's answers. */
@WithoutServers
class SubscriptionControllerTests {

  private static final String STORED =
      "{\"email\":{\"address\":\"user1@example.com\",\"enabled\":true},\"language\":\"de\"}";

  private static final List<String> requests = new CopyOnWriteArrayList<>();
  private static volatile int status;
  private static volatile String body = "";
  private static final HttpServer service = start();

  @Autowired MockMvcTester http;

  private static HttpServer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", SubscriptionControllerTests::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + sent);
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @DynamicPropertySource
  static void notificationService(DynamicPropertyRegistry registry) {
    registry.add(
        "payment-done.console.services.notification-service",
        () -> "http://127.0.0.1:" + service.getAddress().getPort());
  }

  @BeforeEach
  void forgetRequests() {
    requests.clear();
    answer(200, STORED);
  }

  @AfterAll
  static void stop() {
    service.stop(0);
  }

  @Test
  void passesASubscriptionOn() {
    assertThat(put("user1", STORED)).hasStatusOk().bodyJson().isStrictlyEqualTo(STORED);

    assertThat(requests).containsExactly("PUT /subscriptions?userId=user1 " + STORED);
  }

  @ParameterizedTest
  @CsvSource({
    "user;1, user%3B1",
    "a/b, a%2Fb",
    "a?b#c, a%3Fb%23c",
    "a%2Fb, a%252Fb",
    "a&b=c+d, a%26b%3Dc%2Bd",
    "ü 用, %C3%BC+%E7%94%A8",
  })
  void subscribesUsersOfAnyName(String userId, String encoded) {
    assertThat(put(userId, STORED)).hasStatusOk();

    assertThat(requests).containsExactly("PUT /subscriptions?userId=" + encoded + " " + STORED);
  }

  @Test
  void passesOnWhatIsWrongWithIt() {
    String problem =
        "{\"code\":\"invalid-request\",\"errors\":[{\"pointer\":\"/email/address\",\"code\":\"invalid\","
            + "\"detail\":\"must be one address\"}]}";
    answer(400, problem);

    assertThat(put("user1", "{\"email\":{\"address\":\"x\"}}"))
        .hasStatus(400)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .isStrictlyEqualTo(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"address\":\"user1@example.com\"}",
        "{\"email\":\"user1@example.com\"}",
        "{\"email\":{\"address\":\"a@example.com\",\"enabled\":\"yes\"}}",
        "[]",
      })
  void refuses(String wrong) {
    assertThat(put("user1", wrong)).hasStatus(400);

    assertThat(requests).isEmpty();
  }

  @Test
  void refusesAUserIdThatIsNone() {
    assertThat(put("", STORED))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.errors[0].pointer")
        .isEqualTo("?userId");

    assertThat(requests).isEmpty();
  }

  /** A page elsewhere makes a browser send this, and cannot make it send JSON. */
  @Test
  void refusesWhatAPageElsewhereSends() {
    assertThat(
            http.put()
                .uri("/api/subscriptions?userId=user1")
                .header("Origin", "http://evil.example")
                .contentType(MediaType.APPLICATION_JSON)
                .content(STORED))
        .hasStatus(403);

    assertThat(requests).isEmpty();
  }

  private MvcTestResult put(String userId, String subscription) {
    return http.put()
        .uri("/api/subscriptions?userId={userId}", userId)
        .contentType(MediaType.APPLICATION_JSON)
        .content(subscription)
        .exchange();
  }

  private static void answer(int newStatus, String newBody) {
    status = newStatus;
    body = newBody;
  }
}
