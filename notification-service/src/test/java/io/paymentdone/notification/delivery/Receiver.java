package io.paymentdone.notification.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A webhook receiver on loopback that checks what it gets by {@code sequence}, {@code previousId}
 * and the signature alone, as a client's receiver would.
 */
public final class Receiver implements AutoCloseable {

  /** What the receiver does with a delivery. */
  public enum Conduct {
    TAKE,
    /** Answers 500 and does not take it. */
    REFUSE,
    /** Answers 503 and does not take it. */
    OVERLOADED,
    /** As {@link #OVERLOADED}, and asks for an hour. */
    OVERLOADED_FOR_LONG,
    /** Takes it and ends the connection instead of answering, as after a crash. */
    TAKE_AND_RESET,
    /** Answers only after it was closed. */
    HANG
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LaneCheck lanes = new LaneCheck();
  private final ConcurrentLinkedQueue<String> unsigned = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<String, Integer> requestsOfUsers = new ConcurrentHashMap<>();
  private final Map<String, List<LaneCheck.Place>> takenOfUsers = new ConcurrentHashMap<>();
  private volatile Function<JsonNode, Conduct> conduct = data -> Conduct.TAKE;
  private volatile @Nullable Webhook webhook;

  /** Starts it. */
  public Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/payments";
  }

  /** Sets the secret that requests must be signed with. */
  public void secret(String secret) {
    webhook = new Webhook(secret);
  }

  /** Decides for each delivery, by its {@code data}. */
  public void conduct(Function<JsonNode, Conduct> conduct) {
    this.conduct = conduct;
  }

  /** Deliveries taken, repeated ones not counted. */
  public int taken() {
    return lanes.taken();
  }

  /** Requests, whatever became of them. */
  int requests() {
    return requests.get();
  }

  /** Requests with a delivery of a user, whatever became of them. */
  int requestsOf(String userId) {
    return requestsOfUsers.getOrDefault(userId, 0);
  }

  /** Deliveries that came again although they had been answered with 200. */
  int repeatedAfterAnswer() {
    return lanes.repeatedAfterAnswer();
  }

  /** Sequence of the latest delivery of a user; 0 before the first. */
  public long lastSequence(String userId) {
    return lanes.lastSequence(userId);
  }

  /** What was taken of a user, as it came, repeated ones too. */
  List<LaneCheck.Place> takenOf(String userId) {
    return takenOfUsers.getOrDefault(userId, List.of());
  }

  /** What was missing, out of order, or not signed. */
  public List<String> violations() {
    return Stream.concat(lanes.violations().stream(), unsigned.stream()).toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      verify(exchange, body);
      JsonNode data = JsonMapper.shared().readTree(body).path("data");
      requestsOfUsers.merge(data.path("userId").asString(), 1, Integer::sum);
      switch (conduct.apply(data)) {
        case REFUSE -> exchange.sendResponseHeaders(500, -1);
        case OVERLOADED -> exchange.sendResponseHeaders(503, -1);
        case OVERLOADED_FOR_LONG -> {
          exchange.getResponseHeaders().set("Retry-After", "3600");
          exchange.sendResponseHeaders(503, -1);
        }
        case HANG -> closed.await();
        case TAKE_AND_RESET -> take(exchange, data, false);
        case TAKE -> {
          take(exchange, data, true);
          exchange.sendResponseHeaders(200, -1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void verify(HttpExchange exchange, String body) {
    Webhook verifier = webhook;
    if (verifier == null) {
      return;
    }
    try {
      Map<String, List<String>> headers = new HashMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values));
      verifier.verify(body, headers);
    } catch (WebhookVerificationException e) {
      unsigned.add("signature: " + e.getMessage());
    }
  }

  private void take(HttpExchange exchange, JsonNode data, boolean answered) {
    @Nullable String previousId =
        data.path("previousId").isNull() ? null : data.path("previousId").asString();
    String userId = data.path("userId").asString();
    LaneCheck.Place place =
        new LaneCheck.Place(
            data.path("sequence").asLong(),
            data.path("id").asString(),
            previousId,
            exchange.getRequestHeaders().getFirst("webhook-id"));
    lanes.take(userId, place, answered);
    takenOfUsers.computeIfAbsent(userId, user -> new CopyOnWriteArrayList<>()).add(place);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
