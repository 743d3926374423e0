package io.paymentdone.benchmarks.drain;

import io.paymentdone.servers.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The limit of a consumer: the feed's own rows by {@code COPY}. */
final class FeedCopy {

  private FeedCopy() {}

  /** Copies so many rows of the feed, which has them, and forgets the copy. */
  static double rowsPerSecond(PostgresServer postgres, int rows) throws SQLException, IOException {
    try (Connection connection = postgres.connect("notification");
        Statement statement = connection.createStatement()) {
      statement.execute("create table feed_copy (like notification including all)");
      try {
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copies.copyOut(
            "copy (select * from notification limit " + rows + ") to stdout (format binary)",
            bytes);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
        long from = System.nanoTime();
        long copied = copies.copyIn("copy feed_copy from stdin (format binary)", in);
        return copied * 1e9 / (System.nanoTime() - from);
      } finally {
        statement.execute("drop table feed_copy");
      }
    }
  }
}
