package io.paymentdone.console.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The webhook endpoints of notification-service, and the lists of deliveries that a test gives. */
final class StubService {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String PAGE = "{\"items\":[%s],\"next\":%s}";

  private final HttpServer server;
  private final Map<UUID, Endpoint> endpoints = new LinkedHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** Pages by the query's parameters without the endpoint's id. */
  private final Map<String, String> pages = new LinkedHashMap<>();

  private volatile boolean isUnavailable;
  private volatile int retryStatus = 202;

  /** One endpoint. */
  record Endpoint(
      UUID id,
      String url,
      @Nullable String description,
      boolean enabled,
      @Nullable String disabledReason,
      String secret) {

    String token() {
      return url.substring(url.indexOf("?endpoint=") + "?endpoint=".length());
    }

    /** Headers of a request with this body, signed as notification-service signs it. */
    HttpHeaders sign(String body) {
      long at = Instant.now().getEpochSecond();
      HttpHeaders headers = new HttpHeaders();
      headers.setContentType(MediaType.APPLICATION_JSON);
      headers.set(Webhook.UNBRANDED_MSG_ID_KEY, "delivery-1");
      headers.set(Webhook.UNBRANDED_MSG_TIMESTAMP_KEY, Long.toString(at));
      try {
        headers.set(
            Webhook.UNBRANDED_MSG_SIGNATURE_KEY, new Webhook(secret).sign("delivery-1", at, body));
      } catch (WebhookSigningException e) {
        throw new IllegalStateException(e);
      }
      return headers;
    }
  }

  private StubService(HttpServer server) {
    this.server = server;
  }

  static StubService start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      StubService stub = new StubService(server);
      server.createContext("/", stub::answer);
      server.start();
      return stub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Whether all requests get a 503 from now on. */
  void unavailable(boolean unavailable) {
    isUnavailable = unavailable;
  }

  /** Status of the answer to a retry. */
  void retryStatus(int status) {
    retryStatus = status;
  }

  /** Adds an endpoint of an earlier run. */
  synchronized Endpoint add(@Nullable String description) {
    return put(
        new Endpoint(UUID.randomUUID(), "http://127.0.0.1/", description, true, null, newSecret()));
  }

  synchronized void disable(UUID id, String reason) {
    Endpoint old = requireNonNull(endpoints.get(id));
    put(new Endpoint(id, old.url(), old.description(), false, reason, old.secret()));
  }

  synchronized void remove(UUID id) {
    endpoints.remove(id);
  }

  synchronized List<Endpoint> endpoints() {
    return new ArrayList<>(endpoints.values());
  }

  /** The list of deliveries for a query, such as {@code state=WAITING}; empty by default. */
  synchronized void page(String query, String items, @Nullable String next) {
    pages.put(query, PAGE.formatted(items, next == null ? "null" : "\"" + next + "\""));
  }

  /** An item of such a list that waits, created a second before its last attempt. */
  static String delivery(UUID id, String channel, String userId, long sequence, int tries) {
    String attempt =
        """
        {"at":"2026-11-22T12:00:00Z","status":500,"durationMs":3,"error":"status 500"}\
        """;
    return String.format(
        Locale.ROOT,
        """
        {"id":"%s","channel":"%s","endpointId":%s,"userId":"%s","paymentId":"%s",
         "sequence":%s,"previousId":null,"state":"WAITING","tries":%s,"attempts":[%s],
         "nextAttemptAt":%s,"createdAt":"2026-11-22T11:59:59Z","finishedAt":null}
        """,
        id,
        channel,
        channel.equals("webhook") ? "\"" + id + "\"" : "null",
        userId,
        id,
        sequence,
        tries,
        tries == 0 ? "" : attempt,
        tries == 0 ? "null" : "\"2026-11-22T12:00:05Z\"");
  }

  /** Requests since the last {@link #clear}, without those that only read. */
  List<String> requests() {
    return requests.stream().filter(request -> !request.startsWith("GET")).toList();
  }

  /** Lists of deliveries that were asked for since the last {@link #clear}. */
  long deliveryLists() {
    return requests.stream().filter("GET /deliveries"::equals).count();
  }

  /** How often the list of endpoints was asked for since the last {@link #clear}. */
  long endpointLists() {
    return requests.stream().filter("GET /webhook-endpoints"::equals).count();
  }

  /** Forgets requests, endpoints and pages. */
  synchronized void clear() {
    requests.clear();
    endpoints.clear();
    pages.clear();
    isUnavailable = false;
    retryStatus = 202;
  }

  private Endpoint put(Endpoint endpoint) {
    endpoints.put(endpoint.id(), endpoint);
    return endpoint;
  }

  private static String newSecret() {
    return "whsec_"
        + Base64.getEncoder().encodeToString(UUID.randomUUID().toString().getBytes(UTF_8));
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    requests.add(method + " " + path);
    if (isUnavailable) {
      send(exchange, 503, "{\"code\":\"unavailable\",\"detail\":\"The database is down.\"}");
    } else if (path.startsWith("/deliveries/")) {
      send(exchange, retryStatus, "{\"code\":\"lane-busy\",\"detail\":\"The lane is locked.\"}");
    } else if (path.equals("/deliveries")) {
      send(exchange, 200, pages.getOrDefault(query(exchange), PAGE.formatted("", "null")));
    } else if (path.equals("/webhook-endpoints")) {
      endpoints(exchange, method);
    } else if (path.startsWith("/webhook-endpoints/")) {
      endpoint(exchange, method, UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
    } else {
      send(exchange, 404, "{}");
    }
  }

  private static String query(HttpExchange exchange) {
    return exchange
        .getRequestURI()
        .getQuery()
        .replace("limit=100&", "")
        .replaceAll("&endpointId=[^&]+", "");
  }

  private void endpoints(HttpExchange exchange, String method) throws IOException {
    if (method.equals("GET")) {
      String items =
          String.join(",", endpoints.values().stream().map(e -> json(e, false)).toList());
      send(exchange, 200, PAGE.formatted(items, "null"));
      return;
    }
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    Endpoint made =
        put(
            new Endpoint(
                UUID.randomUUID(),
                body.path("url").stringValue(),
                body.path("description").stringValue(),
                true,
                null,
                newSecret()));
    send(exchange, 201, json(made, true));
  }

  private void endpoint(HttpExchange exchange, String method, UUID id) throws IOException {
    Endpoint found = endpoints.get(id);
    if (found == null) {
      send(exchange, 404, "{\"code\":\"not-found\",\"detail\":\"There is none.\"}");
      return;
    }
    switch (method) {
      case "DELETE" -> {
        endpoints.remove(id);
        send(exchange, 204, "");
      }
      case "PATCH" -> {
        Endpoint enabled =
            put(new Endpoint(id, found.url(), found.description(), true, null, found.secret()));
        send(exchange, 200, json(enabled, false));
      }
      default -> send(exchange, 200, json(found, false));
    }
  }

  private static String json(Endpoint endpoint, boolean withSecret) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", endpoint.id());
    fields.put("url", endpoint.url());
    fields.put("description", endpoint.description());
    fields.put("enabled", endpoint.enabled());
    fields.put("disabledReason", endpoint.disabledReason());
    if (withSecret) {
      fields.put("secret", endpoint.secret());
    }
    return JSON.writeValueAsString(fields);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  void stop() {
    server.stop(0);
  }
}
