package io.paymentdone.payment.database;

import static io.paymentdone.payment.PaymentClient.assertProblem;
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

/** More readers of payments than there are connections. */
@PaymentServiceTest
class ReadersIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Autowired private DataSource dataSource;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails kafka;

  @Test
  void areRefusedAtOnceWhenTheQueueIsFull() throws Exception {
    try (Replica replica = replica();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Connection rival = dataSource.getConnection()) {
      PaymentClient client = replica.client();
      lockPayments(rival);
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String path = i % 2 == 0 ? "/payments?userId=u" : "/payments/" + UUID.randomUUID();
        answers.add(executor.submit(() -> client.get(path)));
      }

      // One reads and two wait, all until the lock is gone.
      await().atMost(PATIENCE).until(() -> done(answers).size() == 27);
      for (Future<HttpResponse<String>> answer : done(answers)) {
        assertProblem(answer.get(), 503, "overloaded");
        assertThat(answer.get().headers().firstValue("Retry-After")).hasValue("1");
      }
      assertThat(client.get("/readyz").statusCode()).isEqualTo(200);

      rival.rollback();
      await().atMost(PATIENCE).until(() -> done(answers).size() == 30);
    }
  }

  private Replica replica() {
    return Replica.start(
        database.getJdbcUrl(),
        Optional.ofNullable(database.getUsername()).orElseThrow(),
        Optional.ofNullable(database.getPassword()).orElseThrow(),
        String.join(",", kafka.getBootstrapServers()),
        "payment.readers.at-once=1",
        "payment.readers.waiting-max=2",
        "payment.readers.wait-max=14s",
        "spring.datasource.hikari.data-source-properties.socketTimeout=14");
  }

  private static void lockPayments(Connection rival) throws SQLException {
    rival.setAutoCommit(false);
    try (Statement statement = rival.createStatement()) {
      statement.execute("lock table payment in access exclusive mode");
    }
  }

  private static List<Future<HttpResponse<String>>> done(
      List<Future<HttpResponse<String>>> answers) {
    return answers.stream().filter(Future::isDone).toList();
  }
}
