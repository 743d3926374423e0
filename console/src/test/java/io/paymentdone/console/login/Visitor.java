package io.paymentdone.console.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A browser as far as the login is concerned: it keeps cookies and follows no redirect. */
final class Visitor {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  private final String console;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** Names of those cookies that are SameSite=Strict. */
  private final Set<String> strict = new HashSet<>();

  Visitor(int port) {
    this.console = "http://localhost:" + port;
  }

  static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  /** As the page of the login does. */
  HttpResponse<String> logIn(String user, String password, String... headers) {
    HttpRequest.Builder request =
        request("/login")
            .header("Authorization", basic(user, password))
            .POST(BodyPublishers.noBody());
    return send(headers.length == 0 ? request : request.headers(headers), BodyHandlers.ofString());
  }

  /** Opens a page. */
  HttpResponse<String> open(String path) {
    return get(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
  }

  /** Opens a page to which another site leads, without the cookies that such a request lacks. */
  HttpResponse<String> ledTo(String path) {
    Map<String, String> sent = new LinkedHashMap<>(cookies);
    sent.keySet().removeAll(strict);
    return send(request(path, sent).header("Accept", "text/html"), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers), BodyHandlers.ofString());
  }

  HttpResponse<InputStream> stream(String path) {
    return send(request(path).header("Accept", "text/event-stream"), BodyHandlers.ofInputStream());
  }

  /** Sends a JSON object that no request of the console is. */
  HttpResponse<String> write(String method, String path, String... headers) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString("{\"users\":0}"));
    return send(headers.length == 0 ? request : request.headers(headers), BodyHandlers.ofString());
  }

  JsonNode session() {
    return json(get("/api/session"));
  }

  String csrfToken() {
    return session().path("csrfToken").stringValue();
  }

  /** Another browser with the same cookies. */
  Visitor twin() {
    Visitor twin = new Visitor(URI.create(console).getPort());
    twin.cookies.putAll(cookies);
    twin.strict.addAll(strict);
    return twin;
  }

  private HttpRequest.Builder request(String path) {
    return request(path, cookies);
  }

  private HttpRequest.Builder request(String path, Map<String, String> sent) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            path.startsWith("http") ? URI.create(path) : URI.create(console + path));
    if (!sent.isEmpty()) {
      request.header(
          "Cookie",
          sent.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      HttpResponse<T> response = HTTP.send(request.build(), body);
      keep(response.headers().allValues("Set-Cookie"));
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void keep(List<String> set) {
    for (String cookie : set) {
      String pair = cookie.substring(0, cookie.indexOf(';'));
      String name = pair.substring(0, pair.indexOf('='));
      if (cookie.contains("SameSite=Strict")) {
        strict.add(name);
      }
      if (cookie.contains("Max-Age=0")) {
        cookies.remove(name);
      } else {
        cookies.put(name, pair.substring(pair.indexOf('=') + 1));
      }
    }
  }
}
