package io.paymentdone.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The deployment's HTTP APIs, called with the documented credentials. */
final class Api {

  private static final String AUTHORIZATION =
      "Basic " + Base64.getEncoder().encodeToString("demo:demo".getBytes(UTF_8));

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final JsonMapper mapper = new JsonMapper();

  HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri))
        .header("Authorization", AUTHORIZATION)
        .timeout(Duration.ofSeconds(10));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  JsonNode json(HttpResponse<String> response) {
    return mapper.readTree(response.body());
  }

  /** Payments of a user's feed, oldest first. */
  List<String> feed(String address, String user) throws IOException {
    List<String> newestFirst = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = get("http://" + address + "/notifications?limit=100&userId=" + user + after);
      page.path("items").forEach(item -> newestFirst.add(item.path("paymentId").stringValue()));
      after = page.path("next").isString() ? "&after=" + page.path("next").stringValue() : "";
    } while (!after.isEmpty());
    return newestFirst.reversed();
  }

  /** How many partitions each member of the group has, the idle ones included. */
  List<Integer> partitionsPerMember() throws IOException {
    List<Integer> partitions = new ArrayList<>();
    get("http://127.0.0.1:8090/api/groups/notification-service")
        .path("members")
        .forEach(member -> partitions.add(member.path("partitions").size()));
    return partitions;
  }

  private JsonNode get(String uri) throws IOException {
    HttpResponse<String> response = send(request(uri).GET().build());
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answers " + response.statusCode());
    }
    return json(response);
  }
}
