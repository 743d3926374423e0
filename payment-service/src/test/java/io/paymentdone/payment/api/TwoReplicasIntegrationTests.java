package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.EmittedEvents;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.Replica;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@PaymentServiceTest
class TwoReplicasIntegrationTests {

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails kafka;

  private final String user = "user-" + UUID.randomUUID();
  private PaymentClient first;

  @BeforeEach
  void connect() {
    first = new PaymentClient(port);
  }

  @Test
  void fiftyEqualRequestsMakeOnePayment() throws Exception {
    try (Replica replica = replica();
        EmittedEvents events = new EmittedEvents(jdbc);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      PaymentClient second = replica.client();
      for (int round = 0; round < 5; round++) {
        String key = user + "-" + round;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<HttpResponse<String>>> requests =
            IntStream.range(0, 50)
                .mapToObj(i ->
                    executor.submit(() -> {
                      start.await();
                      return (i % 2 == 0 ? first : second)
                          .pay(payment(user), "Idempotency-Key", key);
                    }))
                .toList();
        start.countDown();
        List<HttpResponse<String>> responses = new ArrayList<>();
        for (Future<HttpResponse<String>> request : requests) {
          responses.add(request.get(15, TimeUnit.SECONDS));
        }

        assertThat(responses).extracting(HttpResponse::statusCode).containsOnly(201);
        assertThat(responses)
            .extracting(HttpResponse::body)
            .containsOnly(responses.getFirst().body());
        assertThat(responses)
            .filteredOn(r -> r.headers().firstValue("Idempotent-Replayed").isEmpty())
            .hasSize(1);
      }
      assertThat(rows()).isEqualTo(5);
      assertThat(events.next()).hasSize(5);
    }
  }

  @Test
  void finishesWhatItLetInBeforeItStops() throws Exception {
    int clients = 16;
    Semaphore answered = new Semaphore(0);
    List<Future<Optional<Integer>>> ends = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Replica replica = replica()) {
        PaymentClient second = replica.client();
        for (int i = 0; i < clients; i++) {
          int number = i;
          ends.add(executor.submit(() -> payUntilRefused(second, number, answered)));
        }
        assertThat(answered.tryAcquire(500, 30, TimeUnit.SECONDS)).isTrue();
      }
      for (Future<Optional<Integer>> end : ends) {
        // Every answer was a 201; the last request got none, for nobody listened any more.
        assertThat(end.get(20, TimeUnit.SECONDS)).isEmpty();
      }
    }
  }

  /** Empty when the connection was refused or closed before an answer, else the wrong status. */
  private Optional<Integer> payUntilRefused(PaymentClient client, int number, Semaphore answered) {
    for (int i = 0; i < 100_000; i++) {
      String key = user + "-" + number + "-" + i;
      try {
        int status = client.pay(payment(user), "Idempotency-Key", key).statusCode();
        if (status != 201) {
          return Optional.of(status);
        }
        answered.release();
      } catch (UncheckedIOException e) {
        assertThat(first.pay(payment(user), "Idempotency-Key", key).statusCode()).isEqualTo(201);
        return Optional.empty();
      }
    }
    return Optional.of(0);
  }

  private Replica replica() {
    return Replica.start(
        database.getJdbcUrl(),
        Optional.ofNullable(database.getUsername()).orElseThrow(),
        Optional.ofNullable(database.getPassword()).orElseThrow(),
        String.join(",", kafka.getBootstrapServers()));
  }

  private int rows() {
    return jdbc.sql("select count(*) from payment where user_id = ?")
        .param(user)
        .query(Integer.class)
        .single();
  }
}
