package io.paymentdone.payment.writer;

import io.paymentdone.web.logging.RepeatedFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a batch and its events with one statement in a transaction of its own.
 *
 * <p>Ids, {@code seq} and events follow the batch's order. A batch waits for at most one commit.
 */
final class BatchStatement {

  private static final Logger log = LoggerFactory.getLogger(BatchStatement.class);

  /** Fails when one of the keys is known. */
  private static final Insert ALL = Insert.of("");

  /** Leaves out the payments whose key is known. */
  private static final Insert NEW =
      Insert.of(
          "on conflict (caller, idempotency_key) where idempotency_key is not null do nothing");

  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * How long after a repeated key more repeats are expected. {@code on conflict} searches each key
   * a second time and writes another WAL record per row, a fifth of the statement's CPU time in
   * PostgreSQL. While no repeats are expected, the statement runs without it, and a repeat costs
   * one failed attempt in this time.
   */
  static final Duration REPEATS_EXPECTED = Duration.ofSeconds(10);

  /**
   * A statement of its own after the insert: the insert's snapshot does not see the row of the
   * rival transaction that it waited for.
   */
  private static final String FIND =
      """
      select caller, idempotency_key, {columns}
      from unnest(?::text[], ?::text[]) as wanted(caller, idempotency_key)
      join payment using (caller, idempotency_key)
      """
          .replace("{columns}", StoredPayment.COLUMNS);

  private final PaymentIds ids;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final RepeatedFailure unread = new RepeatedFailure(Clock.systemUTC());
  private volatile long repeatNanos;

  /**
   * Writes with these.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  BatchStatement(PaymentIds ids, Clock clock, LongSupplier nanoTime) {
    this.ids = ids;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.repeatNanos = nanoTime.getAsLong() - REPEATS_EXPECTED.toNanos();
  }

  /**
   * Stores the first order of each group, and answers all orders.
   *
   * @param connection in autocommit mode
   * @throws SQLException when the insert failed; no order was answered
   */
  void write(Connection connection, List<KeyGroup> groups) throws SQLException {
    // PostgreSQL keeps microseconds; what is answered now must be what is read back later.
    Instant createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<KeyGroup> skipped = insert(connection, groups, createdAt);
    if (!skipped.isEmpty()) {
      answerFromTable(connection, skipped);
    }
  }

  private List<KeyGroup> insert(Connection connection, List<KeyGroup> groups, Instant createdAt)
      throws SQLException {
    BatchRows batch = BatchRows.of(groups, ids, createdAt);
    BitSet stored = insert(connection, batch);
    List<KeyGroup> skipped = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      if (stored.get(i)) {
        groups.get(i).inserted(batch.payment(i));
      } else {
        skipped.add(groups.get(i));
      }
    }
    return skipped;
  }

  /** Which rows are stored; the keys of the others are known. */
  private BitSet insert(Connection connection, BatchRows batch) throws SQLException {
    if (nanoTime.getAsLong() - repeatNanos >= REPEATS_EXPECTED.toNanos()) {
      try {
        return insert(connection, batch, ALL);
      } catch (SQLException e) {
        if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
          throw e;
        }
      }
    }
    BitSet stored = insert(connection, batch, NEW);
    if (stored.cardinality() < batch.size()) {
      repeatNanos = nanoTime.getAsLong();
    }
    return stored;
  }

  private static BitSet insert(Connection connection, BatchRows batch, Insert insert)
      throws SQLException {
    boolean single = batch.size() == 1;
    BitSet stored = new BitSet(batch.size());
    try (PreparedStatement statement = connection.prepareStatement(insert.of(batch))) {
      if (single) {
        batch.bindSingle(statement);
      } else {
        batch.bind(connection, statement);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.set(rows.getInt(1) - 1);
        }
      }
    }
    return stored;
  }

  /**
   * Answers groups whose insert was skipped because their keys are known. When the table cannot be
   * read, their outcome is unknown: a payment is stored under each key, but which one cannot be
   * said.
   */
  private void answerFromTable(Connection connection, List<KeyGroup> groups) {
    Map<PaymentKey, StoredPayment> found;
    try {
      found = find(connection, groups);
      unread.end();
    } catch (SQLException e) {
      if (unread.isNews(RepeatedFailure.causes(e))) {
        log.warn("payments that exist cannot be read: {}", e.getMessage());
      }
      groups.forEach(group -> group.fail(Outcome.Failure.UNKNOWN));
      return;
    }
    for (KeyGroup group : groups) {
      StoredPayment payment = found.get(group.key());
      if (payment == null) {
        group.fail(Outcome.Failure.UNAVAILABLE);
      } else {
        group.existed(payment);
      }
    }
  }

  private static Map<PaymentKey, StoredPayment> find(Connection connection, List<KeyGroup> groups)
      throws SQLException {
    String[] callers = new String[groups.size()];
    @Nullable String[] keys = new @Nullable String[groups.size()];
    for (int i = 0; i < callers.length; i++) {
      callers[i] = groups.get(i).first().caller();
      keys[i] = groups.get(i).first().idempotencyKey();
    }
    Map<PaymentKey, StoredPayment> found = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setArray(1, connection.createArrayOf("text", callers));
      statement.setArray(2, connection.createArrayOf("text", keys));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(new PaymentKey(rows.getString(1), rows.getString(2)), StoredPayment.read(rows));
        }
      }
    }
    return found;
  }

  /**
   * An insert that emits the events of what it inserted.
   *
   * @param plain for batches without metadata, as most are: another column costs what it takes
   */
  private record Insert(Form plain, Form withMetadata) {

    /**
     * A form of it.
     *
     * @param single the same for a payment that comes alone: arrays, sort and join cost as much as
     *     its row
     */
    private record Form(String batch, String single) {

      Form with(String from, String to) {
        return new Form(batch.replace(from, to), single.replace(from, to));
      }
    }

    String of(BatchRows rows) {
      Form form = rows.hasMetadata() ? withMetadata : plain;
      return rows.size() == 1 ? form.single() : form.batch();
    }

    static Insert of(String onConflict) {
      // The inner order by makes seq follow the batch, the outer one the events.
      String batch =
          """
          with input as (
            select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                                 ?::text[], ?::text[], ?::bytea[]{, array})
              with ordinality as input(id, caller, idempotency_key, user_id, amount, currency,
                                       description, traceparent, content{, metadata}, place)
          ), inserted as (
            insert into payment (id, caller, idempotency_key, user_id, amount, currency,
                                 description, created_at, traceparent{, metadata})
            select id, caller, idempotency_key, user_id, amount, currency, description,
                   ?::timestamptz, traceparent{, metadata}
            from input order by place
            {on conflict}
            returning id, seq
          )
          select place, pg_logical_emit_message(true, 'payment-done', int8send(seq) || content)
          from (select place, seq, content from inserted join input using (id) order by seq) events
          """
              .replace("{on conflict}", onConflict);
      String single =
          """
          insert into payment (id, caller, idempotency_key, user_id, amount, currency, description,
                               created_at, traceparent{, metadata})
          values (?, ?, ?, ?, ?, ?, ?, ?, ?{, value})
          {on conflict}
          returning 1, pg_logical_emit_message(true, 'payment-done', int8send(seq) || ?)
          """
              .replace("{on conflict}", onConflict);
      Form form = new Form(batch, single);
      return new Insert(
          form.with("{, array}", "").with("{, metadata}", "").with("{, value}", ""),
          form.with("{, array}", ", ?::text[]")
              .with("{, metadata}", ", metadata")
              .with("{, value}", ", ?"));
    }
  }
}
