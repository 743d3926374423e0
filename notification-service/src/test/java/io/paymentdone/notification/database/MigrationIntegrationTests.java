package io.paymentdone.notification.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.notification.Replica;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** The schema is migrated by a run with {@code --migrate}, as the schema's owner. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class MigrationIntegrationTests {

  private static final String DATABASE = "migrated";
  private static final String OWNER = "migrated_owner";
  private static final String APPLICATION = "migrated_app";
  private static final String PASSWORD = "secret";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  @Autowired JdbcConnectionDetails server;

  @Test
  void preparesTheSchemaForAServiceThatCannotMigrateItself() throws SQLException {
    createDatabase();
    assertThatExceptionOfType(RuntimeException.class)
        .as("a start before the migration")
        .isThrownBy(this::startAsApplication)
        .havingRootCause()
        .isInstanceOf(FlywayValidateException.class);

    MigrateApplication.run(
        new String[] {
          "--migrate",
          "--spring.datasource.url=" + url(DATABASE),
          "--spring.flyway.user=" + OWNER,
          "--spring.flyway.password=" + PASSWORD
        });

    assertThat(ownerOf("notification")).isEqualTo(OWNER);
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() ->
            execute(DATABASE, APPLICATION, PASSWORD, "alter table notification add extra text"))
        .returns(INSUFFICIENT_PRIVILEGE, SQLException::getSQLState);
    try (Replica replica = startAsApplication()) {
      assertThat(replica.api().get("/notifications?userId=user1").status()).isEqualTo(200);
    }
  }

  /** While this version is rolled out, replicas of the one before still store and read texts. */
  @Test
  void readsEntriesOfTheVersionBeforeAndLetsItStoreMore() throws SQLException {
    String user = String.valueOf(server.getUsername());
    execute("postgres", user, server.getPassword(), "create database texts");
    Flyway.configure()
        .dataSource(url("texts"), user, server.getPassword())
        .target("3")
        .load()
        .migrate();
    String insert =
        """
        insert into notification (payment_id, user_id, amount, currency, description, occurred_at,
                                  partition, "offset", title, message, received_at, consumer)
        values (gen_random_uuid(), 'user1', 1250, 'EUR', 'order 42', now(),
                1, {offset}, 'Payment of 12.50 EUR', 'Your payment is done', now(), 'c')
        """;
    execute("texts", user, server.getPassword(), insert.replace("{offset}", "1"));

    try (Replica replica =
        new Replica(
            "notification-service-texts",
            url("texts"),
            "127.0.0.1:1",
            List.of(
                "spring.datasource.username=" + user,
                "spring.datasource.password=" + server.getPassword()))) {
      execute("texts", user, server.getPassword(), insert.replace("{offset}", "2"));

      JsonNode items = replica.api().get("/notifications?userId=user1").body().get("items");
      assertThat(items.findValuesAsString("title"))
          .containsExactly("Payment of €12.50", "Payment of €12.50");
      assertThat(items.findValuesAsString("message"))
          .containsOnly("Your payment of €12.50 is done: order 42");
      assertThat(items.findValuesAsString("read")).containsOnly("false");
    }
  }

  /** Without Kafka, so that the replica does not join the group of the other tests. */
  private Replica startAsApplication() {
    return new Replica(
        "notification-service-migrated",
        url(DATABASE),
        "127.0.0.1:1",
        List.of(
            "spring.datasource.username=" + APPLICATION,
            "spring.datasource.password=" + PASSWORD,
            "migration.at-start=false"));
  }

  private void createDatabase() throws SQLException {
    String user = String.valueOf(server.getUsername());
    for (String sql :
        List.of(
            "create role " + OWNER + " login password '" + PASSWORD + "'",
            "create role " + APPLICATION + " login password '" + PASSWORD + "'",
            "create database " + DATABASE + " owner " + OWNER)) {
      execute("postgres", user, server.getPassword(), sql);
    }
    for (String sql :
        List.of(
            "alter schema public owner to " + OWNER,
            "grant usage on schema public to " + APPLICATION,
            "alter default privileges for role "
                + OWNER
                + " in schema public grant select, insert, update, delete on tables to "
                + APPLICATION,
            "alter default privileges for role "
                + OWNER
                + " in schema public grant usage, select on sequences to "
                + APPLICATION)) {
      execute(DATABASE, user, server.getPassword(), sql);
    }
  }

  private String ownerOf(String table) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(DATABASE), OWNER, PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select tableowner from pg_tables where tablename = '" + table + "'")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private void execute(String database, String user, @Nullable String password, String sql)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(database), user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String url(String database) {
    return server.getJdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/" + database + "$1");
  }
}
