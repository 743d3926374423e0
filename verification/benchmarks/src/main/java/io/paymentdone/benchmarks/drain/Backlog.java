package io.paymentdone.benchmarks.drain;

import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Payments made by PostgreSQL itself, as the payment service writes them, events included. */
public final class Backlog {

  /** Payments of one transaction: as a busy service batches them. */
  private static final int BATCH = 50;

  /** The event's layout is {@code PaymentMessage}'s, its text that of the event contract. */
  private static final String MAKE =
      """
      do $$
      declare
        emitted bigint;
      begin
        for batch in 0 .. {batches} - 1 loop
          with made as (
            insert into payment (id, caller, idempotency_key, user_id, amount, currency,
                                 description, created_at, traceparent)
            select uuidv7(), 'anonymous', '{prefix}' || (batch * {size} + n), 'user-' || (n * 37 % 1000),
                   1250, 'EUR', 'order 42', clock_timestamp(),
                   '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
              from generate_series(1, {size}) n
            returning *
          ), timed as (
            select *, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time
              from made
          )
          select count(pg_logical_emit_message(true, 'payment-done', int8send(seq) || '\\x02'::bytea
                  || uuid_send(id)
                  || int2send(length(user_id)::int2) || user_id::bytea
                  || substring(int2send(length(time)::int2) from 2) || time::bytea
                  || substring(int2send(length(traceparent)::int2) from 2) || traceparent::bytea
                  || int2send(length(caller)::int2) || caller::bytea
                  || format('{"paymentId":"%s","userId":"%s","amount":%s,"currency":"%s",'
                            '"description":"%s","occurredAt":"%s"}',
                            id, user_id, amount, currency, description, time)::bytea))
            into emitted from timed;
          commit;
        end loop;
      end $$
      """;

  private Backlog() {}

  /** Makes so many payments, whose keys begin so. */
  public static void make(PostgresServer postgres, String keyPrefix, int payments)
      throws SQLException {
    try (Connection connection = postgres.connect("payment");
        Statement statement = connection.createStatement()) {
      statement.execute(
          MAKE.replace("{batches}", Integer.toString(payments / BATCH))
              .replace("{size}", Integer.toString(BATCH))
              .replace("{prefix}", keyPrefix));
    }
  }

  /** One number from a database. */
  static long number(PostgresServer postgres, String database, String sql) throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
