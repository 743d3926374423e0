package io.paymentdone.payment.database;

import static io.paymentdone.payment.PaymentClient.json;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.Replica;
import io.paymentdone.testsupport.DeployedRoles;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;

/** The service with the roles of the deployment: each may do what it needs, and no more. */
@PaymentServiceTest
class DatabaseRightsIntegrationTests {

  private static final String DATABASE = "payment";
  private static final String OWNER = DeployedRoles.owner(DATABASE);
  private static final String APPLICATION = DeployedRoles.application(DATABASE);
  private static final String RELAY = DeployedRoles.RELAY;
  private static final String PASSWORD = "secret";
  private static final String SLOT = "payment_rights";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static JdbcConnectionDetails server;
  private static Replica replica;
  private static PaymentClient client;

  @BeforeAll
  static void start(
      @Autowired JdbcConnectionDetails database, @Autowired KafkaConnectionDetails kafka)
      throws IOException, SQLException {
    server = database;
    DeployedRoles.create(
        name -> connect(name, String.valueOf(server.getUsername()), server.getPassword()),
        DATABASE,
        _ -> PASSWORD);
    assertThatExceptionOfType(RuntimeException.class)
        .as("a start before the migration")
        .isThrownBy(() -> startWithoutTheOwner(kafka))
        .havingRootCause()
        .isInstanceOf(FlywayValidateException.class);
    MigrateApplication.run(
        new String[] {
          "--spring.datasource.url=" + url(DATABASE),
          "--spring.flyway.user=" + OWNER,
          "--spring.flyway.password=" + PASSWORD,
          "--payment.relay.replication-username=" + RELAY
        });
    replica = startWithoutTheOwner(kafka);
    client = replica.client();
  }

  private static Replica startWithoutTheOwner(KafkaConnectionDetails kafka) {
    return Replica.start(
        url(DATABASE),
        APPLICATION,
        PASSWORD,
        String.join(",", kafka.getBootstrapServers()),
        "migration.at-start=false",
        "payment.relay.replication-username=" + RELAY,
        "payment.relay.replication-password=" + PASSWORD,
        "payment.relay.slot=" + SLOT);
  }

  @AfterAll
  static void stop() throws SQLException {
    replica.close();
    asSuperuser("select pg_drop_replication_slot('" + SLOT + "')");
  }

  @Test
  void takesRelaysAndHealsWithThem() throws SQLException {
    assertThat(client.pay(payment("user1")).statusCode()).isEqualTo(201);
    assertThat(json(client.get("/payments?userId=user1")).get("items")).hasSize(1);
    awaitPublished(1);

    asSuperuser(
        "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
            + SLOT
            + "'");
    await()
        .atMost(10, SECONDS)
        .ignoreExceptions()
        .until(() -> asSuperuser("select pg_drop_replication_slot('" + SLOT + "')"));
    assertThat(client.pay(payment("user1")).statusCode()).isEqualTo(201);
    await().atMost(20, SECONDS).until(DatabaseRightsIntegrationTests::isHealed);
    assertThat(client.pay(payment("user1")).statusCode()).isEqualTo(201);
    awaitPublished(3);
  }

  private static boolean isHealed() {
    return client.get("/actuator/prometheus").body().contains("payment_relay_healed_total 1.0")
        && client.get("/actuator/health/relay").statusCode() == 200;
  }

  private static void awaitPublished(long seq) {
    await()
        .atMost(20, SECONDS)
        .untilAsserted(() -> {
          var health = client.get("/actuator/health/relay");
          assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
          assertThat(json(health).at("/components/relayState/details/publishedSeq").longValue())
              .isEqualTo(seq);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table intruder (id integer)",
        "create temporary table intruder (id integer)",
        "create schema intruder",
        "alter table payment add column intruder text",
        "drop table payment",
        "truncate payment",
        "update payment set amount = 1",
        "delete from payment",
        "update relay_progress set published_seq = 0",
        "create publication intruder for table payment",
        "select * from pg_create_logical_replication_slot('intruder', 'pgoutput')",
        "create role intruder"
      })
  void theApplicationCannot(String sql) {
    assertRefused(APPLICATION, sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table intruder (id integer)",
        "insert into payment default values",
        "update payment set amount = 1",
        "delete from payment",
        "delete from relay_progress",
        "update flyway_schema_history set success = false",
        "drop table relay_progress",
        "create role intruder"
      })
  void theRelayCannot(String sql) {
    assertRefused(RELAY, sql);
  }

  @Test
  void theOwnerIsNoSuperuserEither() {
    for (String sql : List.of("create role intruder", "create database intruder")) {
      assertRefused(OWNER, sql);
    }
  }

  private static void assertRefused(String user, String sql) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> execute(DATABASE, user, PASSWORD, sql))
        .returns(INSUFFICIENT_PRIVILEGE, SQLException::getSQLState);
  }

  private static boolean asSuperuser(String sql) throws SQLException {
    execute("postgres", String.valueOf(server.getUsername()), server.getPassword(), sql);
    return true;
  }

  private static void execute(String database, String user, @Nullable String password, String sql)
      throws SQLException {
    try (Connection connection = connect(database, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(String database, String user, @Nullable String password)
      throws SQLException {
    return DriverManager.getConnection(url(database), user, password);
  }

  private static String url(String database) {
    return server.getJdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/" + database + "$1");
  }
}
