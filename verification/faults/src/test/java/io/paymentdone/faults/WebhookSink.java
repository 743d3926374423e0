package io.paymentdone.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paymentdone.faults.check.LaneCheck;
import io.paymentdone.faults.check.LaneCheck.Taken;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.ServiceProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A webhook endpoint that takes every user's deliveries, and for a while one that never answers.
 */
final class WebhookSink implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Cluster cluster;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch healed = new CountDownLatch(1);
  private final LaneCheck lanes = new LaneCheck();
  private @Nullable String hanging;

  private WebhookSink(Cluster cluster, HttpServer server) {
    this.cluster = cluster;
    this.server = server;
  }

  /** Makes the endpoint that takes deliveries; its lanes begin with the users' next entries. */
  static WebhookSink of(Cluster cluster) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    WebhookSink sink = new WebhookSink(cluster, server);
    server.setExecutor(sink.threads);
    server.createContext("/takes", sink::take);
    server.createContext("/hangs", sink::hang);
    server.start();
    sink.create("/takes");
    return sink;
  }

  /** Makes the endpoint that never answers. */
  void startHanging() {
    hanging = create("/hangs");
  }

  /** Deletes it. */
  void stopHanging() {
    send("DELETE", "/" + requireNonNull(hanging), "");
    healed.countDown();
  }

  private String create(String path) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    String endpoint = send("POST", "", "{\"url\":\"" + url + "\"}");
    return JSON.readTree(endpoint).path("id").stringValue();
  }

  private String send(String method, String path, String json) {
    return ServiceProbe.of(cluster.notifications().getFirst().process())
        .send(method, "/webhook-endpoints" + path, json);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Instant at = Instant.now();
      JsonNode data =
          JSON.readTree(new String(exchange.getRequestBody().readAllBytes(), UTF_8)).path("data");
      JsonNode previous = data.path("previousId");
      lanes.take(
          new Taken(
              UUID.fromString(data.path("id").stringValue()),
              data.path("userId").stringValue(),
              data.path("sequence").longValue(),
              previous.isNull() ? null : UUID.fromString(previous.stringValue()),
              at));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private void hang(HttpExchange exchange) {
    try (exchange) {
      healed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the endpoint that answers has taken. */
  LaneCheck lanes() {
    return lanes;
  }

  @Override
  public void close() {
    healed.countDown();
    server.stop(0);
    threads.close();
  }
}
