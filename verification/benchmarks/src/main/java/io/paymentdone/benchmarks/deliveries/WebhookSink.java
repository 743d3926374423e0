package io.paymentdone.benchmarks.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A webhook endpoint on loopback that takes everything and holds each user to its sequence. */
final class WebhookSink implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Long> sequences = new ConcurrentHashMap<>();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();

  /** Starts it. */
  WebhookSink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** Has a replica deliver each new feed entry to it. */
  void register(ServiceProcess replica) throws IOException, InterruptedException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + replica.port() + "/webhook-endpoints"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"url\":\"" + url + "\"}"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IOException("no endpoint was made: " + answer.body());
      }
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode data =
          JSON.readTree(new String(exchange.getRequestBody().readAllBytes(), UTF_8)).path("data");
      long sequence = data.path("sequence").longValue();
      @Nullable Long before = sequences.put(data.path("userId").stringValue(), sequence);
      if (sequence != (before == null ? 1 : before + 1)) {
        wrong.incrementAndGet();
      }
      taken.incrementAndGet();
      exchange.sendResponseHeaders(204, -1);
    }
  }

  /** Deliveries so far, repeated ones too. */
  long taken() {
    return taken.get();
  }

  /** Those that were not the next ones of their users. */
  long wrong() {
    return wrong.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
