package io.paymentdone.notification.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.notification.Replica;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;

/** More readers than there are connections. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class ReadersIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Long enough that readers hang when the answers of the refused are there. */
  private static final String HANGING_SECONDS = "60";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails broker;
  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @Autowired private DataSource dataSource;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void doNotTakeTheConnectionsOfTheConsumer() throws SQLException {
    try (Replica replica = replica()) {
      await().atMost(PATIENCE).until(replica::isReady);
      DataSource readers = replica.bean(DataSource.class);
      List<Connection> all = new ArrayList<>();
      try {
        for (int i = 0; i < 8; i++) {
          all.add(readers.getConnection());
        }
        Events.send(kafka, user, LongStream.rangeClosed(1, 50));

        await().atMost(PATIENCE).until(() -> entries() == 50);
      } finally {
        for (Connection one : all) {
          one.close();
        }
      }
    }
  }

  @Test
  void areRefusedAtOnceWhenTheQueueIsFull() throws SQLException {
    try (Replica replica = replica();
        Connection rival = dataSource.getConnection()) {
      await().atMost(PATIENCE).until(replica::isReady);
      lockFeed(rival);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        answers.add(get(replica.api(), "/notifications?userId=" + user));
      }

      // One reads and two wait, all until the lock is gone.
      await().atMost(PATIENCE).until(() -> done(answers) == 57);
      assertThat(answers)
          .filteredOn(CompletableFuture::isDone)
          .allSatisfy(answer -> {
            assertThat(answer.join().statusCode()).isEqualTo(503);
            assertThat(answer.join().headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.join().body()).contains("\"code\":\"overloaded\"");
          });
      assertThat(metric(replica.api(), "notification_readers_refused_total")).isEqualTo(57);
      // What is asked for its health has connections beside those of the readers.
      assertThat(replica.api().get("/actuator/health/readiness").body().at("/components/db/status"))
          .hasToString("\"UP\"");

      rival.rollback();
      await().atMost(PATIENCE).until(() -> done(answers) == 60);
      assertThat(answers).filteredOn(answer -> answer.join().statusCode() == 200).hasSize(3);
    }
  }

  @Test
  void countAsStreamsBeforeTheyWait() throws SQLException {
    try (Replica replica = replica("notification.stream.clients-max=2");
        Connection rival = dataSource.getConnection()) {
      await().atMost(PATIENCE).until(replica::isReady);
      lockFeed(rival);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        answers.add(get(replica.api(), "/notifications/stream?userId=" + user));
      }

      await().atMost(PATIENCE).until(() -> done(answers) == 58);
      assertThat(metric(replica.api(), "notification_stream_clients")).isEqualTo(2);
      assertThat(answers)
          .filteredOn(CompletableFuture::isDone)
          .allSatisfy(answer -> {
            assertThat(answer.join().statusCode()).isEqualTo(503);
            assertThat(answer.join().headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.join().body()).contains("\"code\":\"too-many-streams\"");
          });

      // Their clients are gone while they wait.
      answers.forEach(answer -> answer.cancel(true));
      rival.rollback();
      await()
          .atMost(PATIENCE)
          .until(() -> metric(replica.api(), "notification_stream_clients") == 0);
    }
  }

  @Test
  void haveMetersAndHealthForEachPool() {
    try (Replica replica = replica()) {
      await().atMost(PATIENCE).until(replica::isReady);

      assertThat(replica.api().text("/actuator/prometheus"))
          .contains("hikaricp_connections_max{pool=\"notification-reader\"} 8.0")
          .contains("hikaricp_connections_max{pool=\"notification-consumer\"} 2.0")
          .contains("hikaricp_connections_max{pool=\"notification-delivery\"} 4.0");
      assertThat(
              replica.api().get("/actuator/health").body().at("/components/db/components").size())
          .isEqualTo(3);
    }
  }

  private Replica replica(String... properties) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "notification.readers.at-once=1",
                "notification.readers.waiting-max=2",
                "notification.readers.wait-max=" + HANGING_SECONDS + "s",
                "spring.datasource.hikari.data-source-properties.socketTimeout=" + HANGING_SECONDS,
                // No other replica of this test's group takes a partition.
                "spring.kafka.consumer.group-id=" + UUID.randomUUID()));
    all.addAll(List.of(properties));
    return new Replica("notification-service-2", database, broker, all.toArray(String[]::new));
  }

  private static void lockFeed(Connection rival) throws SQLException {
    rival.setAutoCommit(false);
    try (Statement statement = rival.createStatement()) {
      statement.execute("lock table notification in access exclusive mode");
    }
  }

  private static CompletableFuture<HttpResponse<String>> get(Api api, String path) {
    return HTTP.sendAsync(HttpRequest.newBuilder(api.uri(path)).build(), BodyHandlers.ofString());
  }

  private static long done(List<CompletableFuture<HttpResponse<String>>> answers) {
    return answers.stream().filter(CompletableFuture::isDone).count();
  }

  private static double metric(Api api, String name) {
    return api.text("/actuator/prometheus")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private long entries() {
    return JdbcClient.create(dataSource)
        .sql("select count(*) from notification where user_id = ?")
        .param(user)
        .query(Long.class)
        .single();
  }
}
