package io.paymentdone.console.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.receiver.StubService.Endpoint;
import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.EventStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What pages are sent about the receiver, over a real port. */
@ConsoleWithServers
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LiveReceiverIntegrationTests {

  private static final JsonMapper JSON = new JsonMapper();
  private static final StubService service = StubService.start();

  @LocalServerPort int port;

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    registry.add("payment-done.console.services.notification-service", service::url);
    registry.add(
        "payment-done.console.receiver.url", () -> "http://127.0.0.1:8090/receiver/webhook");
  }

  @AfterAll
  static void stop() {
    service.stop();
  }

  @Test
  void sendsTheFiguresWhileTheReceiverIsOnAndNothingWhileItIsOff() throws Exception {
    try (EventStream events =
        EventStream.open(url("/api/group/stream?id=" + Topics.NOTIFICATION_GROUP))) {
      awaitReceiver(events, status -> !status.path("on").booleanValue());

      put("{\"on\":true,\"conduct\":\"slow\",\"userId\":\"user7\"}");
      awaitReceiver(events, status -> status.path("conduct").stringValue().equals("slow"));
      deliver(service.endpoints().getLast());
      JsonNode received = awaitReceiver(events, status -> status.path("received").longValue() == 1);
      assertThat(received.path("badSignatures").longValue()).isZero();

      put("{\"on\":false}");
      awaitReceiver(events, status -> !status.path("on").booleanValue());
      // Five seconds of the stream, which has an event each second.
      String next = "";
      for (int i = 0; i < 5; i++) {
        next += events.until(event -> event.event().equals("group")).toString();
      }
      assertThat(next).doesNotContain("event=receiver");
    }
  }

  /** Pages that have just left may come back, so it ends half a minute after the last. */
  @Test
  void sendsTheEndpointsAndAsksForNoneWhileNoPageIsOpen() throws Exception {
    Endpoint endpoint = service.add("billing");
    try (EventStream events =
        EventStream.open(url("/api/group/stream?id=" + Topics.NOTIFICATION_GROUP))) {
      events.until(event ->
          event.event().equals("endpoints") && event.data().contains(endpoint.id().toString()));
    }

    AtomicLong before = new AtomicLong(-1);
    await()
        .during(Duration.ofSeconds(7))
        .atMost(Duration.ofSeconds(90))
        .until(() -> before.getAndSet(service.endpointLists()) == service.endpointLists());
  }

  private static JsonNode awaitReceiver(EventStream events, Predicate<JsonNode> wanted)
      throws Exception {
    return JSON.readTree(
        events
            .until(event ->
                event.event().equals("receiver") && wanted.test(JSON.readTree(event.data())))
            .getLast()
            .data());
  }

  private void deliver(Endpoint endpoint) throws Exception {
    String body =
        "{\"type\":\"payment.done\",\"data\":{\"userId\":\"user1\",\"sequence\":1,\"id\":\""
            + UUID.randomUUID()
            + "\",\"previousId\":null}}";
    HttpRequest.Builder request = request("/receiver/webhook?endpoint=" + endpoint.token());
    endpoint.sign(body).forEach((name, values) -> request.setHeader(name, values.getFirst()));
    send(request.POST(BodyPublishers.ofString(body)));
  }

  private void put(String body) throws Exception {
    send(request("/api/receiver").PUT(BodyPublishers.ofString(body)));
  }

  private static void send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url(path))).header("Content-Type", "application/json");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }
}
