package io.paymentdone.console.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paymentdone.console.WithoutServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What the console makes of the services' answers about one payment. */
@WithoutServers
class LookupControllerTests {

  private static final String ID = "0198f3a0-5b5e-7c4a-9d53-8c2f54a1b001";
  private static final String NO_ENTRY = "{\"items\":[],\"next\":null}";
  private static final String PAYMENT =
      """
      {"id":"%s","userId":"user1","amount":5,"currency":"EUR","description":null,
       "createdAt":"2026-11-22T12:00:00Z"}
      """
          .formatted(ID);

  private static final String ENTRY =
      """
      {"items":[{"id":"0198f3a0-5b5e-7c4a-9d53-8c2f54a1b002","paymentId":"%s","userId":"user1",
       "occurredAt":"2026-11-22T12:00:00Z","receivedAt":"2026-11-22T12:00:01Z","partition":1,
       "offset":7,"consumer":"notification-service-2"}],"next":null}
      """
          .formatted(ID);
  private static final String OTHER = "0198f3a0-5b5e-7c4a-9d53-8c2f54a1b003";

  /** By the cursor; the page without one by the empty text. */
  private static final Map<String, Reply> ofDeliveries = new ConcurrentHashMap<>();

  private static final Set<String> cursorsAsked = ConcurrentHashMap.newKeySet();
  private static volatile Reply ofPayments = new Reply(500, "");
  private static volatile Reply ofNotifications = new Reply(500, "");
  private static final HttpServer services = start();

  @Autowired MockMvcTester http;

  private record Reply(int status, String body) {}

  private static HttpServer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/payments", exchange -> send(exchange, ofPayments));
      server.createContext("/deliveries", LookupControllerTests::sendDeliveries);
      server.createContext("/notifications", exchange -> send(exchange, ofNotifications));
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sendDeliveries(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    String cursor = query.contains("&after=") ? query.replaceAll(".*&after=", "") : "";
    cursorsAsked.add(cursor);
    send(exchange, ofDeliveries.getOrDefault(cursor, new Reply(500, "")));
  }

  @BeforeEach
  void forgetDeliveries() {
    ofDeliveries.clear();
    cursorsAsked.clear();
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] bytes = reply.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @DynamicPropertySource
  static void services(DynamicPropertyRegistry registry) {
    String url = "http://127.0.0.1:" + services.getAddress().getPort();
    registry.add("payment-done.console.services.payment-service", () -> url);
    registry.add("payment-done.console.services.notification-service", () -> url);
  }

  @AfterAll
  static void stop() {
    services.stop(0);
  }

  @Test
  void returnsNotFoundWhenBothServicesAnswer() {
    ofPayments = new Reply(404, "{}");
    ofNotifications = new Reply(200, NO_ENTRY);

    assertThat(http.get().uri("/api/payments/" + ID))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("not-found");
  }

  @Test
  void namesTheServiceThatDoesNotAnswer() {
    ofPayments = new Reply(503, "{}");
    ofNotifications = new Reply(200, NO_ENTRY);
    assertUnavailable(
        "payment-service does not answer, so it is unknown whether a payment with this id exists.");

    ofPayments = new Reply(404, "{}");
    ofNotifications = new Reply(503, "{}");
    assertUnavailable(
        "notification-service does not answer, so it is unknown whether a payment with this id"
            + " exists.");

    ofPayments = new Reply(503, "{}");
    assertUnavailable(
        "payment-service and notification-service do not answer, so it is unknown whether a"
            + " payment with this id exists.");
  }

  private void assertUnavailable(String detail) {
    assertThat(http.get().uri("/api/payments/" + ID))
        .hasStatus(503)
        .hasHeader("Retry-After", "2")
        .bodyJson()
        .hasPathSatisfying("$.code", code -> assertThat(code).isEqualTo("unavailable"))
        .hasPathSatisfying("$.detail", text -> assertThat(text).isEqualTo(detail));
  }

  @Test
  void showsTheKnownStagesWhileAServiceDoesNotAnswer() {
    ofPayments = new Reply(200, PAYMENT);
    ofNotifications = new Reply(503, "{}");

    assertThat(http.get().uri("/api/payments/" + ID))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.userId")
        .isEqualTo("user1");
  }

  @Test
  void showsTheDeliveriesOfThePayment() {
    ofPayments = new Reply(200, PAYMENT);
    ofNotifications = new Reply(200, ENTRY);
    deliveries("", delivery(OTHER) + "," + delivery(ID), null);

    assertThat(http.get().uri("/api/payments/" + ID))
        .hasStatusOk()
        .bodyJson()
        .hasPathSatisfying(
            "$.webhookDeliveries.length()", number -> assertThat(number).isEqualTo(1))
        .isLenientlyEqualTo(
            """
            {"webhookDeliveries":[{"paymentId":"%s","sequence":4,"state":"WAITING","tries":1,
              "attempts":[{"at":"2026-11-22T12:00:02Z","status":500,"durationMs":3,
                "error":"status 500"}],
              "nextAttemptAt":"2026-11-22T12:00:07Z","finishedAt":null}],
             "webhookDeliveriesSince":null}
            """
                .formatted(ID));
  }

  /** A user who pays often has more than a page of newer ones. */
  @Test
  void findsADeliveryBehindHundredsOfNewerOnes() {
    ofPayments = new Reply(200, PAYMENT);
    ofNotifications = new Reply(200, ENTRY);
    deliveries("", delivery(OTHER, "2026-11-22T14:00:00Z"), "c1");
    deliveries("c1", delivery(OTHER, "2026-11-22T13:00:00Z"), "c2");
    // To two endpoints: the page's end is between them.
    deliveries("c2", delivery(ID, "2026-11-22T12:00:01Z"), "c3");
    deliveries(
        "c3",
        delivery(ID, "2026-11-22T12:00:01Z") + "," + delivery(OTHER, "2026-11-22T11:00:00Z"),
        "c4");

    assertThat(http.get().uri("/api/payments/" + ID))
        .hasStatusOk()
        .bodyJson()
        .hasPathSatisfying(
            "$.webhookDeliveries.length()", number -> assertThat(number).isEqualTo(2))
        .hasPathSatisfying("$.webhookDeliveriesSince", since -> assertThat(since).isNull());
    assertThat(cursorsAsked).containsExactlyInAnyOrder("", "c1", "c2", "c3");
  }

  @Test
  void saysWhichDeliveriesItDidNotLookAt() {
    ofPayments = new Reply(200, PAYMENT);
    ofNotifications = new Reply(200, ENTRY);
    deliveries("", delivery(OTHER, "2026-11-22T14:00:00Z"), "c1");
    for (int page = 1; page < 20; page++) {
      deliveries(
          "c" + page,
          delivery(OTHER, "2026-11-22T13:00:%sZ".formatted(59 - page)),
          "c" + (page + 1));
    }

    assertThat(http.get().uri("/api/payments/" + ID))
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            "{\"webhookDeliveries\":[],\"webhookDeliveriesSince\":\"2026-11-22T13:00:50Z\"}");
    assertThat(cursorsAsked).hasSize(10);
  }

  private static void deliveries(String cursor, String items, @Nullable String next) {
    String after = next == null ? "null" : "\"" + next + "\"";
    ofDeliveries.put(cursor, new Reply(200, "{\"items\":[" + items + "],\"next\":" + after + "}"));
  }

  private static String delivery(String paymentId) {
    return delivery(paymentId, "2026-11-22T12:00:01Z");
  }

  private static String delivery(String paymentId, String createdAt) {
    return """
    {"id":"%s","channel":"webhook","endpointId":"%s","userId":"user1","paymentId":"%s",
     "sequence":4,"previousId":null,"state":"WAITING","tries":1,
     "attempts":[{"at":"2026-11-22T12:00:02Z","status":500,"durationMs":3,
       "error":"status 500"}],
     "nextAttemptAt":"2026-11-22T12:00:07Z","createdAt":"%s","finishedAt":null}
    """
        .formatted(OTHER, OTHER, paymentId, createdAt);
  }

  @Test
  void showsTheStagesWhileTheDeliveriesAreUnknown() {
    ofPayments = new Reply(200, PAYMENT);
    ofNotifications = new Reply(200, ENTRY);
    deliveries("", delivery(ID), "c1");
    ofDeliveries.put("c1", new Reply(503, "{}"));

    assertThat(http.get().uri("/api/payments/" + ID))
        .hasStatusOk()
        .bodyJson()
        .hasPathSatisfying("$.webhookDeliveries", list -> assertThat(list).isNull())
        .hasPathSatisfying("$.stages.length()", stages -> assertThat(stages).isEqualTo(3));
  }
}
