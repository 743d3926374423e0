package io.paymentdone.benchmarks.stack;

import io.paymentdone.servers.PostgresServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** That speed is not bought with durability. */
final class Durability {

  private static final List<String> SETTINGS =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private Durability() {}

  /** Throws when the server may forget what it has committed. */
  static void require(PostgresServer postgres) {
    try (var connection = postgres.connect("postgres");
        var statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        try (ResultSet shown = statement.executeQuery("show " + setting)) {
          shown.next();
          if (!shown.getString(1).equals("on")) {
            throw new IllegalStateException(setting + " is " + shown.getString(1));
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not say how durable it is", e);
    }
  }
}
