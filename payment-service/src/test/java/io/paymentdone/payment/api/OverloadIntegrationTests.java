package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.assertProblem;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.Replica;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

/** More payments than the database takes. */
@PaymentServiceTest
class OverloadIntegrationTests {

  private static final Duration QUICKLY = Duration.ofSeconds(1);

  @Autowired private JdbcClient jdbc;
  @Autowired private DataSource dataSource;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails kafka;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void refusesWhatTheQueueCannotHoldAtOnceAndWritesWhatItHolds() throws Exception {
    try (Replica replica = replicaWithAQueueOfTwo();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Connection rival = dataSource.getConnection()) {
      PaymentClient client = replica.client();
      block(rival);
      List<Future<HttpResponse<String>>> held = new ArrayList<>();
      held.add(executor.submit(() -> client.pay(payment(user))));
      await().atMost(5, SECONDS).until(this::writerWaits);
      held.add(executor.submit(() -> client.pay(payment(user))));
      held.add(executor.submit(() -> client.pay(payment(user))));
      await().atMost(5, SECONDS).until(() -> queued(client) == 2);

      long start = System.nanoTime();
      HttpResponse<String> refused = client.pay(payment(user), "Idempotency-Key", user);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(QUICKLY);
      assertProblem(refused, 503, "overloaded");
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");

      rival.rollback();
      for (Future<HttpResponse<String>> one : held) {
        assertThat(one.get(10, SECONDS).statusCode()).isEqualTo(201);
      }
      assertThat(rows()).as("without the refused one").isEqualTo(3);

      HttpResponse<String> again = client.pay(payment(user), "Idempotency-Key", user);
      assertThat(again.statusCode()).isEqualTo(201);
      assertThat(again.headers().firstValue("Idempotent-Replayed")).isEmpty();
    }
    assertThat(rows()).isEqualTo(4);
  }

  private Replica replicaWithAQueueOfTwo() {
    return Replica.start(
        database.getJdbcUrl(),
        Optional.ofNullable(database.getUsername()).orElseThrow(),
        Optional.ofNullable(database.getPassword()).orElseThrow(),
        String.join(",", kafka.getBootstrapServers()),
        "payment.writer.threads=1",
        "payment.writer.batch-size-max=1",
        "payment.writer.queue-capacity=2",
        "payment.writer.lock-timeout=10s",
        "payment.writer.socket-timeout=10s",
        "payment.writer.transaction-timeout=10s",
        "payment.writer.deadline=10s");
  }

  private static void block(Connection rival) throws SQLException {
    rival.setAutoCommit(false);
    try (Statement statement = rival.createStatement()) {
      statement.execute("lock table payment in share row exclusive mode");
    }
  }

  private boolean writerWaits() {
    return jdbc.sql(
                """
                select count(*) from pg_stat_activity
                where application_name = 'payment-writer' and wait_event_type = 'Lock'
                """)
            .query(Integer.class)
            .single()
        == 1;
  }

  private static double queued(PaymentClient client) {
    return client
        .get("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("payment_writer_queue "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private int rows() {
    return jdbc.sql("select count(*) from payment where user_id = ?")
        .param(user)
        .query(Integer.class)
        .single();
  }
}
