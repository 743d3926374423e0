package io.paymentdone.faults.check;

import io.paymentdone.events.Topics;
import io.paymentdone.faults.check.SystemState.FeedEntry;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.check.SystemState.TopicOffset;
import io.paymentdone.servers.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Reads both databases past the services. */
public final class Databases {

  /** Users of payments that were stored past the services begin so: they are left out. */
  public static final String STORED_USER = "stored-";

  private final PostgresServer postgres;

  /** Reads from this server. */
  public Databases(PostgresServer postgres) {
    this.postgres = postgres;
  }

  /** All payments by {@code seq}. */
  public List<Payment> payments() throws SQLException {
    return query(
        "payment",
        """
        select id, seq, idempotency_key, user_id, amount, description, created_at
          from payment where user_id not like 'stored-%' order by seq
        """,
        row ->
            new Payment(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant()));
  }

  /** All feed entries by user, partition and offset. */
  public List<FeedEntry> feed() throws SQLException {
    return query(
        "notification",
        """
        select payment_id, user_id, amount, partition, "offset", occurred_at, received_at
          from notification where user_id not like 'stored-%' order by user_id, partition, "offset"
        """,
        row ->
            new FeedEntry(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getLong(3),
                new TopicOffset(row.getInt(4), row.getLong(5)),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                row.getObject(7, OffsetDateTime.class).toInstant()));
  }

  /** Offset of the last dead letter of a partition; -1 without one. */
  public long lastDeadLetterOf(int partition) throws SQLException {
    return query(
            "notification",
            "select coalesce(max(\"offset\"), -1) from dead_letter where partition = " + partition,
            row -> row.getLong(1))
        .getFirst();
  }

  /** Where the dead letters came from. */
  public List<TopicOffset> deadLetters() throws SQLException {
    return query(
        "notification",
        "select partition, \"offset\" from dead_letter",
        row -> new TopicOffset(row.getInt(1), row.getLong(2)));
  }

  /**
   * Whether payments made after that moment have reached feeds through every partition; no while it
   * cannot be asked.
   */
  public boolean allPartitionsFlowSince(Instant moment) {
    return partitionsThatFlowSince(moment) == Topics.PARTITIONS;
  }

  /** Whether any payment made after that moment has reached its feed. */
  public boolean anyPartitionFlowsSince(Instant moment) {
    return partitionsThatFlowSince(moment) > 0;
  }

  private long partitionsThatFlowSince(Instant moment) {
    try {
      return query(
              "notification",
              String.format(
                  Locale.ROOT,
                  "select count(distinct partition) from notification where occurred_at > '%s'",
                  moment),
              row -> row.getLong(1))
          .getFirst();
    } catch (SQLException away) {
      return 0;
    }
  }

  /** Sessions of the services: all but the harness's own. */
  public long sessionsOfServices() throws SQLException {
    return number(
        """
        select count(*) from pg_stat_activity
         where backend_type in ('client backend', 'walsender')
           and application_name not in ('', 'PostgreSQL JDBC Driver')
        """);
  }

  /** One number from the payment database. */
  public long number(String sql) throws SQLException {
    return query("payment", sql, row -> row.getLong(1)).getFirst();
  }

  @FunctionalInterface
  private interface Shape<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String database, String sql, Shape<T> shape) throws SQLException {
    List<T> result = new ArrayList<>();
    try (Connection connection = postgres.connect(database);
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        result.add(shape.of(rows));
      }
    }
    return result;
  }
}
