package io.paymentdone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that post one payment after the other, each for its own users, and repeat one with the
 * same key until it is answered 201: the payments so answered must be in the feeds.
 */
final class PaymentTraffic implements AutoCloseable {

  private static final int CLIENTS = 4;
  private static final int USERS_PER_CLIENT = 5;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int ATTEMPTS_MAX = 1200;

  private final Api api;
  private final Map<String, List<String>> accepted = new ConcurrentHashMap<>();
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean stopped;

  PaymentTraffic(Api api) {
    this.api = api;
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      running.add(clients.submit(() -> post(number)));
    }
  }

  private void post(int client) {
    for (int n = 0; !stopped; n++) {
      String user = "client-" + client + "-user-" + n % USERS_PER_CLIENT;
      accepted
          .computeIfAbsent(user, u -> Collections.synchronizedList(new ArrayList<>()))
          .add(pay(user));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private String pay(String user) {
    HttpRequest request =
        api.request("http://127.0.0.1:8080/payments")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(
                BodyPublishers.ofString(
                    String.format(
                        Locale.ROOT,
                        "{\"userId\":\"%s\",\"amount\":100,\"currency\":\"EUR\"}",
                        user)))
            .build();
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try {
        HttpResponse<String> response = api.send(request);
        if (response.statusCode() == 201) {
          return api.json(response).path("id").stringValue();
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
      } catch (IOException e) {
        // The service restarts; the same key finds out whether the payment was stored.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new IllegalStateException("no answer to a payment");
  }

  /**
   * Lets every client finish its payment.
   *
   * @return ids of the accepted payments per user, in the order in which they were accepted
   */
  Map<String, List<String>> stop() throws Exception {
    stopped = true;
    for (Future<?> client : running) {
      client.get(3, TimeUnit.MINUTES);
    }
    return accepted;
  }

  @Override
  public void close() {
    stopped = true;
    clients.shutdownNow();
  }

  /** How many were accepted until now. */
  int count() {
    return accepted.values().stream().mapToInt(List::size).sum();
  }
}
