package io.paymentdone.benchmarks.growth;

import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Payments and feed entries of the past, put into both tables without the services. */
final class StoredPayments {

  private static final String PAYMENTS =
      """
      insert into payment (id, caller, idempotency_key, user_id, amount, currency, description,
                           created_at, traceparent)
      select uuidv7(), 'anonymous', 'stored-' || n, 'user-' || (n % 1000), 1250, 'EUR', 'order 42',
             now() - ({count} - n) * interval '10 milliseconds',
             '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        from generate_series(1, {count}) n
      """;

  /** Offsets before the topic's first: what comes later comes behind them. */
  private static final String ENTRIES =
      """
      insert into notification (payment_id, user_id, title, message, amount, currency, description,
                                occurred_at, received_at, partition, "offset", consumer)
      select uuidv7(), 'user-' || (n % 1000), 'Payment of 12.50 EUR', 'You paid 12.50 EUR: order 42',
             1250, 'EUR', 'order 42', at, at, n % 1000 % 3, n - {count} - 1, 'stored'
        from generate_series(1, {count}) n,
             lateral (select now() - ({count} - n) * interval '10 milliseconds' as at) times
      """;

  private StoredPayments() {}

  /** Stores so many of each; the tables are there. */
  static void make(PostgresServer postgres, int count) throws SQLException {
    String number = Integer.toString(count);
    execute(postgres, "payment", PAYMENTS.replace("{count}", number), "vacuum analyze payment");
    execute(
        postgres,
        "notification",
        ENTRIES.replace("{count}", number),
        "vacuum analyze notification",
        "checkpoint");
  }

  private static void execute(PostgresServer postgres, String database, String... statements)
      throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
