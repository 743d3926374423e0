package io.paymentdone.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTests {

  private static final Duration WINDOW = Duration.ofMillis(400);

  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.close();
  }

  @Test
  void countsEachAcceptedPaymentOnce() {
    answer(201);

    LoadResult result = run(LoadPlan.closed(port(), 3, Duration.ofMillis(100), WINDOW));

    assertThat(result.problems()).isEmpty();
    assertThat(result.accepted().cardinality()).isEqualTo(keys.size()).isEqualTo(result.sent());
    assertThat(result.acceptedInWindow()).isPositive().isLessThan(result.sent());
  }

  @Test
  void countsWhatIsRefusedApart() {
    answer(503);

    LoadResult result = run(LoadPlan.closed(port(), 2, Duration.ZERO, WINDOW));

    assertThat(result.accepted().cardinality()).isZero();
    assertThat(result.problems()).containsEntry("status 503", result.sent());
  }

  @Test
  void readsFeedsUserByUser() {
    server.createContext(
        "/notifications",
        exchange -> {
          keys.add(exchange.getRequestURI().getQuery());
          answer(exchange, 200);
        });

    LoadResult result =
        HttpLoad.run(
            LoadPlan.open(port(), 1, 50, Duration.ZERO, WINDOW),
            new FeedRequests(port()),
            AcceptedListener.NONE);

    assertThat(result.problems()).isEmpty();
    assertThat(keys).contains("userId=user-0", "userId=user-1");
  }

  @Test
  void sendsAsManyAsTheRateAsks() {
    answer(201);

    LoadResult result = run(LoadPlan.open(port(), 8, 200, Duration.ZERO, WINDOW));

    assertThat(result.sent()).isBetween(79, 80);
    assertThat(result.accepted().cardinality()).isEqualTo(result.sent());
  }

  @Test
  void measuresFromTheIntendedTimeWhenTheServerStalls() {
    server.createContext(
        "/payments",
        exchange -> {
          if (requests.getAndIncrement() == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
          }
          answer(exchange, 201);
        });

    LoadResult result = run(LoadPlan.open(port(), 1, 100, Duration.ZERO, WINDOW));

    // One connection: what was due during the stall waited, and its wait counts.
    assertThat(result.latencyMillis(75)).isGreaterThan(50);
  }

  private void answer(int status) {
    server.createContext("/payments", exchange -> answer(exchange, status));
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    if (exchange.getRequestMethod().equals("POST")) {
      keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    }
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Location", "/payments/1");
    byte[] body = "{}".getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private LoadResult run(LoadPlan plan) {
    return HttpLoad.run(
        plan, PaymentRequests.to(port(), "/payments", "test-"), AcceptedListener.NONE);
  }
}
