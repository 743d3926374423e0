package io.paymentdone.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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

      try (Connection connection = server.connect("payment");
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select id from t")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(42);
      }
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
