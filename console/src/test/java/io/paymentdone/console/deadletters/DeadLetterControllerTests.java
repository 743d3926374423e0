package io.paymentdone.console.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paymentdone.console.WithoutServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What the console makes of notification-service's answers. */
@WithoutServers
class DeadLetterControllerTests {

  private static final String LETTER =
      """
      {"id":7,"partition":1,"offset":42,"reason":"malformed-json","detail":"Not one JSON object.",
       "key":{"text":"user1","base64":null,"bytes":5},"value":{"text":"hi there","base64":null,"bytes":8},
       "recordTime":"2026-11-22T12:00:00Z","receivedAt":"2026-11-22T12:00:01Z",
       "consumer":"notification-service-2","redrivenAt":null,"redrivenBy":null,"redrives":0}
      """;

  private static final List<String> requests = new CopyOnWriteArrayList<>();
  private static volatile int status;
  private static volatile String body = "";
  private static final HttpServer service = start();

  @Autowired MockMvcTester http;

  private static HttpServer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", DeadLetterControllerTests::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
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
  }

  @AfterAll
  static void stop() {
    service.stop(0);
  }

  @Test
  void listsDeadLettersWithTheirReasons() {
    answer(200, "{\"items\":[" + LETTER + "],\"next\":null}");

    assertThat(http.get().uri("/api/dead-letters"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"items":[{"id":7,"partition":1,"offset":42,"reason":"malformed-json",
              "detail":"Not one JSON object.","text":"hi there","receivedAt":"2026-11-22T12:00:01Z",
              "consumer":"notification-service-2","redrivenAt":null,"redrives":0}],"next":null}
            """);
  }

  @Test
  void hasOnePutBack() {
    answer(200, LETTER.replace("\"redrives\":0", "\"redrives\":1"));

    assertThat(http.post().uri("/api/dead-letters/7/redrive"))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.redrives")
        .isEqualTo(1);
    assertThat(requests).containsExactly("POST /dead-letters/7/redrive");
  }

  @Test
  void passesOnWhyNothingWasPutBack() {
    answer(
        503,
        "{\"code\":\"kafka-unavailable\",\"detail\":\"Kafka did not acknowledge the record.\"}");

    assertThat(http.post().uri("/api/dead-letters/7/redrive"))
        .hasStatus(503)
        .hasHeader("Retry-After", "2")
        .hasContentType("application/problem+json")
        .bodyJson()
        .hasPathSatisfying("$.code", code -> assertThat(code).isEqualTo("kafka-unavailable"))
        .hasPathSatisfying(
            "$.detail",
            detail -> assertThat(detail).isEqualTo("Kafka did not acknowledge the record."));
  }

  @Test
  void passesOnThatThereIsNoneWithThisId() {
    answer(404, "{\"code\":\"not-found\",\"detail\":\"There is no dead letter 7.\"}");

    assertThat(http.post().uri("/api/dead-letters/7/redrive"))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.detail")
        .isEqualTo("There is no dead letter 7.");
  }

  @Test
  void saysThatTheConsolesCredentialsAreRefused() {
    answer(401, "");

    assertThat(http.post().uri("/api/dead-letters/7/redrive"))
        .hasStatus(502)
        .bodyJson()
        .hasPathSatisfying("$.code", code -> assertThat(code).isEqualTo("refused"))
        .hasPathSatisfying("$.detail", detail -> assertThat(detail).asString().contains("401"));
  }

  @Test
  void refusesAnIdThatIsNoNumber() {
    assertThat(http.post().uri("/api/dead-letters/7%2F..%2F8/redrive")).hasStatus4xxClientError();
    assertThat(http.post().uri("/api/dead-letters/x/redrive")).hasStatus4xxClientError();

    assertThat(requests).isEmpty();
  }

  private static void answer(int newStatus, String newBody) {
    status = newStatus;
    body = newBody;
  }
}
