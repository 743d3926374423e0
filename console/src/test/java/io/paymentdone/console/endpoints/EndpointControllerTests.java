package io.paymentdone.console.endpoints;

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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What the console makes of notification-service's lists of endpoints and of what waits. */
@WithoutServers
class EndpointControllerTests {

  private static final String LIST = "/webhook-endpoints?limit=100";

  private static final List<String> requests = new CopyOnWriteArrayList<>();

  /** Bodies of answers with status 200 by path and query; 503 to anything else. */
  private static final Map<String, String> answers = new ConcurrentHashMap<>();

  private static final HttpServer service = start();

  /** Of a test's own, for the console remembers what waited for one. */
  private final UUID id = UUID.randomUUID();

  @Autowired MockMvcTester http;

  private static HttpServer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", EndpointControllerTests::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestURI().toString();
    requests.add(asked);
    String body = answers.get(asked);
    byte[] bytes = (body == null ? "{}" : body).getBytes(UTF_8);
    exchange.sendResponseHeaders(body == null ? 503 : 200, bytes.length);
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
  void forget() {
    requests.clear();
    answers.clear();
  }

  @AfterAll
  static void stop() {
    service.stop(0);
  }

  @Test
  void listsEndpointsWithTheirStateAndWithoutWhatIsSecretInTheirUrls() {
    UUID other = UUID.randomUUID();
    answers.put(
        LIST,
        page(
            endpoint(id, true, null) + "," + endpoint(other, false, "\"The receiver is gone.\""),
            null));
    answers.put(waiting(id, ""), page("", null));
    answers.put(waiting(other, ""), page("", null));

    assertThat(look())
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"hasMore":false,"note":null,"items":[
             {"id":"%s","url":"https://hooks.example.com/payments","description":"billing",
              "receiver":false,"enabled":true,"disabledReason":null,"failingSince":null,
              "waiting":{"lanes":0,"complete":true,"first":null}},
             {"id":"%s","enabled":false,"disabledReason":"The receiver is gone."}]}
            """
                .formatted(id, other));
  }

  @Test
  void countsTheLanesThatWaitAndSaysWhyTheOldestDoes() {
    answers.put(LIST, page(endpoint(id, true, null), null));
    answers.put(
        waiting(id, ""),
        page(
            String.join(
                ",",
                delivery("user1", 0, "12:00:09"),
                delivery("user9", 2, "12:00:08"),
                delivery("user7", 0, "12:00:07"),
                delivery("user7", 3, "12:00:06"),
                delivery("user5", 0, "12:00:05")),
            null));

    assertThat(look())
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"items":[{"waiting":{"lanes":4,"complete":true,
              "first":{"userId":"user7","tries":3,"error":"status 500",
               "nextAttemptAt":"2026-11-22T12:05:06Z"}}}]}
            """);
  }

  /** The service lists the newest first, and the delivery that failed is behind hundreds. */
  @Test
  void saysSoIfMoreWaitsThanItCounts() {
    answers.put(LIST, page(endpoint(id, true, null), null));
    answers.put(
        waiting(id, ""),
        page(delivery("user1", 0, "12:00:09") + "," + delivery("user7", 0, "12:00:08"), "c1"));
    answers.put(
        waiting(id, "&userId=user7"),
        page(delivery("user7", 0, "12:00:08") + "," + delivery("user7", 2, "11:00:00"), null));

    assertThat(look())
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"items":[{"waiting":{"lanes":2,"complete":false,
              "first":{"userId":"user7","tries":2,"error":"status 500"}}}]}
            """);
  }

  @Test
  void findsTheFirstOfHundredsOfOneUserLookByLook() {
    answers.put(LIST, page(endpoint(id, true, null), null));
    answers.put(waiting(id, ""), page(delivery("user7", 0, "12:00:08"), "c1"));
    answers.put(waiting(id, "&userId=user7"), page(delivery("user7", 0, "12:00:08"), "c2"));
    answers.put(
        waiting(id, "&userId=user7&after=c2"), page(delivery("user7", 0, "11:00:00"), "c3"));
    answers.put(
        waiting(id, "&userId=user7&after=c3"), page(delivery("user7", 2, "10:00:00"), null));

    assertFirst("null");
    assertFirst("null");
    assertFirst("{\"tries\":2}");
    assertFirst("{\"tries\":2}");

    // That one is delivered, and all that was as old.
    answers.put(waiting(id, "&userId=user7&after=c3"), page("", null));
    answers.put(waiting(id, "&userId=user7"), page(delivery("user7", 1, "12:00:08"), null));
    assertFirst("null");
    assertFirst("{\"tries\":1}");
  }

  private void assertFirst(String first) {
    assertThat(look())
        .bodyJson()
        .isLenientlyEqualTo(
            "{\"items\":[{\"waiting\":{\"complete\":false,\"first\":" + first + "}}]}");
  }

  @Test
  void asksOfAFewEndpointsAtATimeInTurn() {
    List<UUID> ids = IntStream.range(0, 5).mapToObj(i -> UUID.randomUUID()).toList();
    answers.put(
        LIST,
        page(
            ids.stream().map(one -> endpoint(one, true, null)).collect(Collectors.joining(",")),
            "c1"));
    // The worst case: more waits than a page has, and of the user, too.
    ids.forEach(one -> {
      answers.put(waiting(one, ""), page(delivery("user7", 0, "12:00:08"), "c1"));
      for (String cursor : List.of("", "&after=c1")) {
        answers.put(
            waiting(one, "&userId=user7" + cursor), page(delivery("user7", 0, "12:00:08"), "c1"));
      }
    });

    for (int looks = 1; looks <= 3; looks++) {
      requests.clear();
      assertThat(look()).bodyJson().extractingPath("$.hasMore").isEqualTo(true);
      assertThat(requests).hasSizeLessThanOrEqualTo(5);
    }

    assertThat(look())
        .bodyJson()
        .extractingPath("$.items[*].waiting.lanes")
        .asArray()
        .containsExactly(1, 1, 1, 1, 1);
  }

  @Test
  void saysWhatIsNotKnown() {
    assertThat(look())
        .hasStatusOk()
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"items":[],"hasMore":false,
             "note":"notification-service does not answer, so its webhook endpoints are unknown."}
            """);

    answers.put(LIST, page(endpoint(id, true, null), null));
    assertThat(look())
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"items":[{"id":"%s","waiting":null}],
             "note":"notification-service does not answer, so it is not known what waits."}
            """
                .formatted(id));
  }

  private MvcTestResult look() {
    return http.get().uri("/api/webhook-endpoints").exchange();
  }

  private static String waiting(UUID id, String user) {
    return "/deliveries?limit=100&state=WAITING&endpointId=" + id + user;
  }

  private static String page(String items, @Nullable String next) {
    return "{\"items\":["
        + items
        + "],\"next\":"
        + (next == null ? "null" : "\"" + next + "\"")
        + "}";
  }

  private static String endpoint(UUID id, boolean enabled, @Nullable String disabledReason) {
    return """
    {"id":"%s","url":"https://hooks.example.com/payments?token=secret","description":"billing",
     "callers":null,"enabled":%s,"disabledReason":%s,"failingSince":null,
     "createdAt":"2026-11-22T11:00:00Z","log":[]}
    """
        .formatted(id, enabled, disabledReason);
  }

  /** One that waits; the next attempt of one that failed is five minutes after it was created. */
  private static String delivery(String userId, int tries, String createdAt) {
    String attempt =
        """
        {"at":"2026-11-22T12:00:10Z","status":500,"durationMs":3,"error":"status 500"}\
        """;
    return """
    {"id":"%s","channel":"webhook","endpointId":"%1$s","userId":"%s","paymentId":"%1$s",
     "sequence":4,"previousId":null,"state":"WAITING","tries":%s,"attempts":[%s],
     "nextAttemptAt":%s,"createdAt":"2026-11-22T%sZ","finishedAt":null}
    """
        .formatted(
            UUID.randomUUID(),
            userId,
            tries,
            tries == 0 ? "" : attempt,
            tries == 0 ? "null" : "\"2026-11-22T" + createdAt.replaceFirst(":00:", ":05:") + "Z\"",
            createdAt);
  }
}
