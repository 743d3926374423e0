package io.paymentdone.notification;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of one replica's HTTP interface. */
public record Api(int port) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** An answer: its status and its body as JSON. */
  public record Answer(int status, JsonNode body) {}

  /** Gets a path. */
  public Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  /** What is at a path, as text. */
  public String text(String path) {
    return sendForText(HttpRequest.newBuilder(uri(path)).build()).body();
  }

  /** Posts nothing to a path. */
  public Answer post(String path) {
    return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()).build());
  }

  /** Puts JSON at a path. */
  public HttpResponse<String> put(String path, String json) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  /** Sends any request. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    return sendForText(request.build());
  }

  /** Absolute address of a path. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static Answer send(HttpRequest request) {
    HttpResponse<String> response = sendForText(request);
    return new Answer(response.statusCode(), JsonMapper.shared().readTree(response.body()));
  }

  private static HttpResponse<String> sendForText(HttpRequest request) {
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer from " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
