package io.paymentdone.faults;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Many payments of the last hours and their feed entries, written past the services: nothing was
 * ever sent for them, so the checker leaves them out.
 */
final class StoredPayments {

  private static final String PAYMENTS =
      """
      insert into payment (id, caller, idempotency_key, user_id, amount, currency, description,
                           created_at, traceparent)
      select uuidv7(), 'anonymous', 'stored-' || n, '{user}' || (n % 1000), 1250, 'EUR', 'stored',
             now() - interval '5 minutes' - ({count} - n) * interval '20 milliseconds',
             '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        from generate_series(1, {count}) n
      """;

  /** Offsets before the topic's first: what comes later comes after them. */
  private static final String ENTRIES =
      """
      insert into notification (payment_id, user_id, title, message, amount, currency, description,
                                occurred_at, received_at, partition, "offset", consumer)
      select uuidv7(), '{user}' || (n % 1000), 'Payment of 12.50 EUR', 'You paid 12.50 EUR', 1250,
             'EUR', 'stored', at, at, n % 3, n - {count} - 1, 'stored'
        from generate_series(1, {count}) n,
             lateral (select now() - interval '5 minutes'
                             - ({count} - n) * interval '20 milliseconds' as at) times
      """;

  private StoredPayments() {}

  static void add(PostgresServer postgres, int count) throws SQLException {
    execute(postgres, "payment", PAYMENTS, count);
    execute(postgres, "notification", ENTRIES, count);
  }

  private static void execute(PostgresServer postgres, String database, String insert, int count)
      throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          insert
              .replace("{count}", Integer.toString(count))
              .replace("{user}", Databases.STORED_USER));
      statement.execute("vacuum analyze");
    }
  }
}
