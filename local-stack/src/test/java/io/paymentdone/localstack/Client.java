package io.paymentdone.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user of the stack does over HTTP. */
final class Client {

  private static final JsonMapper JSON = new JsonMapper();

  private final LauncherProcess launcher;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Client(LauncherProcess launcher) {
    this.launcher = launcher;
  }

  /** Posts a payment to one replica. */
  HttpResponse<String> pay(int replica, String userId, @Nullable String key)
      throws IOException, InterruptedException {
    return send(
        launcher.paymentPort(replica),
        "/payments",
        "POST",
        "{\"userId\":\"" + userId + "\",\"amount\":1250,\"currency\":\"EUR\"}",
        key);
  }

  /** Ids of the payments in a user's feed, newest first, all pages. */
  List<String> feed(int replica, String userId) throws IOException, InterruptedException {
    List<String> payments = new ArrayList<>();
    String after = "";
    do {
      JsonNode page =
          get(
              launcher.notificationPort(replica),
              "/notifications?limit=100&userId=" + userId + after);
      page.path("items").forEach(item -> payments.add(item.path("paymentId").stringValue()));
      JsonNode next = page.path("next");
      after = next.isString() ? "&after=" + next.stringValue() : "";
    } while (!after.isEmpty());
    return payments;
  }

  /** Ids of a user's payments, newest first. */
  List<String> payments(int replica, String userId) throws IOException, InterruptedException {
    List<String> payments = new ArrayList<>();
    get(launcher.paymentPort(replica), "/payments?limit=100&userId=" + userId)
        .path("items")
        .forEach(item -> payments.add(item.path("id").stringValue()));
    return payments;
  }

  JsonNode group() throws IOException, InterruptedException {
    return get(launcher.consolePort(), "/api/groups/notification-service");
  }

  JsonNode replicas() throws IOException, InterruptedException {
    return get(launcher.consolePort(), "/api/replicas");
  }

  HttpResponse<String> scale(int count) throws IOException, InterruptedException {
    return send(launcher.consolePort(), "/api/replicas", "PUT", "{\"count\":" + count + "}", null);
  }

  HttpResponse<String> endReplica(int n, String mode) throws IOException, InterruptedException {
    HttpRequest request =
        request(launcher.consolePort(), "/api/replicas/" + n + "?mode=" + mode).DELETE().build();
    return http.send(request, BodyHandlers.ofString());
  }

  private JsonNode get(int port, String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request(port, path).GET().build(), BodyHandlers.ofString());
    return JSON.readTree(response.body());
  }

  private HttpResponse<String> send(
      int port, String path, String method, String body, @Nullable String key)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(port, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }
}
