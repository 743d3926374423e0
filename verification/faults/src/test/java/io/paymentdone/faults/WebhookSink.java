package io.paymentdone.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.servers.Waiting;
import io.paymentdone.servers.process.ServiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two webhook endpoints of every user: one takes deliveries and holds each lane to its sequence,
 * the other one never answers.
 */
final class WebhookSink implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Cluster cluster;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> endpoints = new ArrayList<>();

  private final Map<String, Place> lanes = new HashMap<>();
  private final Set<UUID> payments = ConcurrentHashMap.newKeySet();
  private final List<Duration> lags = new ArrayList<>();
  private long repeated;
  private long wrong;

  /** Entries received later than that are delivered. */
  private volatile Instant since = Instant.MAX;

  /** The latest delivery of a lane. */
  private record Place(long sequence, String id) {}

  private WebhookSink(Cluster cluster, HttpServer server) {
    this.cluster = cluster;
    this.server = server;
  }

  /** Makes both endpoints; feed entries from now on are delivered to them. */
  static WebhookSink of(Cluster cluster) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    WebhookSink sink = new WebhookSink(cluster, server);
    server.setExecutor(sink.threads);
    server.createContext("/well", sink::take);
    server.createContext("/hangs", sink::hang);
    server.start();
    sink.endpoints.add(sink.create("/well"));
    sink.since = Instant.now();
    sink.endpoints.add(sink.create("/hangs"));
    return sink;
  }

  private String create(String path) throws IOException, InterruptedException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    HttpResponse<String> answer = send("POST", "", "{\"url\":\"" + url + "\"}");
    if (answer.statusCode() != 201) {
      throw new IOException("no endpoint was made: " + answer.body());
    }
    return JSON.readTree(answer.body()).path("id").stringValue();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    ServiceProcess service = cluster.notifications().getFirst().process();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + service.port() + "/webhook-endpoints" + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Instant received = Instant.now();
      JsonNode data =
          JSON.readTree(new String(exchange.getRequestBody().readAllBytes(), UTF_8)).path("data");
      note(data, received);
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private synchronized void note(JsonNode data, Instant received) {
    if (!payments.add(UUID.fromString(data.path("paymentId").stringValue()))) {
      repeated++;
      return;
    }
    String user = data.path("userId").stringValue();
    long sequence = data.path("sequence").longValue();
    Place before = lanes.put(user, new Place(sequence, data.path("id").stringValue()));
    boolean next =
        before == null
            ? sequence == 1 && data.path("previousId").isNull()
            : sequence == before.sequence() + 1
                && before.id().equals(data.path("previousId").asString());
    if (!next) {
      wrong++;
    }
    lags.add(Duration.between(Instant.parse(data.path("receivedAt").stringValue()), received));
  }

  private void hang(HttpExchange exchange) {
    try (exchange) {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Requires that each entry of the feed was delivered once, in order, and in time, although the
   * other endpoint hangs.
   */
  void require(Injection fault, Duration lagMax) throws Exception {
    Set<UUID> entries = FeedLag.paymentsInFeedsSince(cluster, since);
    fault.require(!entries.isEmpty(), "feed entries to deliver");
    fault.require(
        Waiting.until(PATIENCE, () -> payments.containsAll(entries)),
        "each feed entry is delivered to the endpoint that answers");
    synchronized (this) {
      List<Duration> sorted = lags.stream().sorted().toList();
      Duration p99 = sorted.isEmpty() ? lagMax : sorted.get(sorted.size() * 99 / 100);
      fault.figure("webhooks delivered", Long.toString(payments.size()));
      fault.took("99th percentile from feed entry to webhook", p99);
      fault.require(p99.compareTo(lagMax) < 0, "webhooks within " + lagMax + ", were " + p99);
      fault.require(repeated == 0, repeated + " webhooks were repeated, and nothing was killed");
      fault.require(wrong == 0, wrong + " webhooks were not the next ones of their users");
    }
  }

  /** Removes the endpoints. */
  @Override
  public void close() throws IOException {
    try {
      for (String endpoint : endpoints) {
        send("DELETE", "/" + endpoint, "");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed.countDown();
      server.stop(0);
      threads.close();
    }
  }
}
