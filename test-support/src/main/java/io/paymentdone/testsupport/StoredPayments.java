package io.paymentdone.testsupport;

import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Payments and feed entries of the past, written into both tables past the services: as if the
 * system had run for a while.
 *
 * @param count of payments, and of feed entries, which are those of other payments
 * @param userPrefix what the ids of the 1 000 users begin with
 * @param interval between two payments
 * @param age of the newest
 */
public record StoredPayments(int count, String userPrefix, Duration interval, Duration age) {

  private static final String TIME =
      "now() - interval '{age} milliseconds' - ({count} - n) * interval '{interval} milliseconds'";

  private static final String PAYMENTS =
      """
      insert into payment (id, caller, idempotency_key, user_id, amount, currency, description,
                           created_at, traceparent)
      select uuidv7(), 'anonymous', 'stored-' || n, '{user}' || (n % 1000), 1250, 'EUR', 'order 42',
             {time}, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        from generate_series(1, {count}) n
      """;

  /** Offsets before the topic's first: what is received later comes after them. */
  private static final String ENTRIES =
      """
      insert into notification (payment_id, user_id, amount, currency, description, occurred_at,
                                received_at, partition, "offset", consumer)
      select uuidv7(), '{user}' || (n % 1000), 1250, 'EUR', 'order 42', at, at, n % 1000 % 3,
             n - {count} - 1, 'stored'
        from generate_series(1, {count}) n, lateral (select {time} as at) times
      """;

  /** Writes both; the services have made the tables. */
  public void write(PostgresServer postgres) throws SQLException {
    writePayments(postgres);
    execute(postgres, "notification", ENTRIES, "vacuum analyze notification", "checkpoint");
  }

  /** Writes the payments only: no event of them is in the WAL. */
  public void writePayments(PostgresServer postgres) throws SQLException {
    execute(postgres, "payment", PAYMENTS, "vacuum analyze payment");
  }

  private void execute(PostgresServer postgres, String database, String... statements)
      throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(
            sql.replace("{time}", TIME)
                .replace("{count}", Integer.toString(count))
                .replace("{user}", userPrefix)
                .replace("{interval}", Long.toString(interval.toMillis()))
                .replace("{age}", Long.toString(age.toMillis())));
      }
    }
  }
}
