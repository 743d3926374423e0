package io.paymentdone.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIntegrationTests {

  @TempDir Path directory;

  @Test
  void isAsDurableAsProduction() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory);
        Connection connection = server.connect("postgres")) {
      assertThat(show(connection, "fsync")).isEqualTo("on");
      assertThat(show(connection, "synchronous_commit")).isEqualTo("on");
      assertThat(show(connection, "full_page_writes")).isEqualTo("on");
      assertThat(show(connection, "wal_level")).isEqualTo("logical");
      assertThat(show(connection, "server_version")).startsWith("18.");
    }
  }

  @Test
  void keepsCommittedRowsWhenKilled() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory)) {
      server.createDatabases(List.of("payment"));
      server.createDatabases(List.of("payment"));
      execute(server, "create table t (id int)");
      execute(server, "insert into t values (42)");

      server.kill();
      server.start();

      assertThat(number(server, "select id from t")).isEqualTo(42);
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory)) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() ->
              DriverManager.getConnection(server.jdbcUrl("postgres"), PostgresServer.USER, null))
          .withMessageContaining("no password was provided");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() ->
              DriverManager.getConnection(server.jdbcUrl("postgres"), PostgresServer.USER, "wrong"))
          .withMessageContaining("password authentication failed");
      try (Connection connection = server.connect("postgres");
          Statement statement = connection.createStatement();
          ResultSet rules =
              statement.executeQuery("select distinct auth_method from pg_hba_file_rules")) {
        assertThat(rules.next()).isTrue();
        assertThat(rules.getString(1)).isEqualTo("scram-sha-256");
        assertThat(rules.next()).isFalse();
        assertThat(show(connection, "unix_socket_directories")).isEmpty();
      }
    }
  }

  @Test
  void showsOthersNoFileOfItsDataAndPrograms() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory)) {
      Path programs =
          ProcessHandle.of(server.pid())
              .flatMap(postmaster -> postmaster.info().command())
              .map(command -> Path.of(command, "../..").normalize())
              .orElseThrow();

      OtherUsers.assertSeeNothingIn(directory);
      OtherUsers.assertSeeNothingIn(programs);
    }
  }

  @Test
  void closesAClusterThatTrustedEverybodyAndKeepsItsRows() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory)) {
      server.createDatabases(List.of("payment"));
      execute(server, "create table t (id int)");
      execute(server, "insert into t values (42)");
      execute(server, "select pg_create_logical_replication_slot('relay', 'pgoutput')");
      // As it was made before: everybody is trusted, the superuser has no password.
      execute(server, "alter role postgres password null");
      Files.writeString(directory.resolve("data/pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
      server.kill();

      server.start();

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() ->
              DriverManager.getConnection(server.jdbcUrl("payment"), PostgresServer.USER, null));
      assertThat(number(server, "select id from t")).isEqualTo(42);
    }
  }

  @Test
  void namesTheCauseWhenItDoesNotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> PostgresServer.start(directory, port, Map.of()))
          .withMessageContaining("port " + port)
          .withMessageContaining("Address already in use")
          .withMessageContaining("its data is kept");
    }
  }

  @Test
  void tellsWhenItEnds() throws Exception {
    try (PostgresServer server = PostgresServer.start(directory)) {
      CompletableFuture<Void> ended = server.ended();

      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();

      await().atMost(Duration.ofSeconds(10)).until(ended::isDone);
      server.kill();
      server.start();
      assertThat(server.ended()).isNotDone();
    }
  }

  private static int number(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = server.connect("payment");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getInt(1);
    }
  }

  private static void execute(PostgresServer server, String sql) throws SQLException {
    try (Connection connection = server.connect("payment");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show " + setting)) {
      row.next();
      return row.getString(1);
    }
  }
}
