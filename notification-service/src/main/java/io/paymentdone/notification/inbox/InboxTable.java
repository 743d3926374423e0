package io.paymentdone.notification.inbox;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.deadletter.DeadLetterTable;
import io.paymentdone.notification.deadletter.RejectedRecord;
import io.paymentdone.notification.deadletter.RejectionReason;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes a batch in two transactions: its events as feed entries with one statement, then its
 * rejected records as dead letters. A batch that is delivered again after a crash between the two
 * gives the same result.
 */
@Component
class InboxTable {

  private static final Logger log = LoggerFactory.getLogger(InboxTable.class);

  /** A row lock of a stalled member must not block this member until both lose their membership. */
  private static final String LIMITS =
      """
      select set_config('lock_timeout', '300ms', true),
             set_config('transaction_timeout', '5s', true)
      """;

  /** One autocommitted round trip. The limits take effect before the first row is inserted. */
  private static final String INSERT =
      """
      with limits as materialized ({limits})
      insert into notification (payment_id, user_id, amount, currency, description, occurred_at,
                                partition, "offset", received_at, consumer)
      select e.*, ?::timestamptz, ?::text
        from limits,
             unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[],
                    ?::integer[], ?::bigint[]) e
      """
          .replace("{limits}", LIMITS);

  private static final String INSERT_NEW = INSERT + "on conflict (payment_id) do nothing";

  /**
   * How long after a duplicate further duplicates are expected. Only during this time are events
   * inserted with {@code on conflict}, which takes a sixth more CPU in PostgreSQL, because it looks
   * up each id once more and writes a further WAL record for each row.
   */
  private static final Duration DUPLICATES_EXPECTED = Duration.ofSeconds(10);

  /** Events whose payment id is already stored from another record, with different content. */
  private static final String CONFLICTS =
      """
      select e.position
        from unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[],
                    ?::integer[], ?::bigint[]) with ordinality
             e (payment_id, user_id, amount, currency, description, occurred_at,
                partition, "offset", position)
        join notification n using (payment_id)
       where (n.partition, n."offset") <> (e.partition, e."offset")
         and (n.user_id, n.amount, n.currency, n.description, n.occurred_at)
             is distinct from (e.user_id, e.amount, e.currency, e.description, e.occurred_at)
      """;

  /** All members insert in the same order, so that two that insert the same ids do not deadlock. */
  private static final Comparator<ReceivedEvent> BY_ID =
      Comparator.comparing((ReceivedEvent received) -> received.event().paymentId())
          .thenComparingInt(received -> received.source().partition())
          .thenComparingLong(received -> received.source().offset());

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final DeadLetterTable deadLetters;
  private final NotificationProperties properties;
  private final Clock clock;
  private volatile long duplicateNanos = System.nanoTime() - DUPLICATES_EXPECTED.toNanos();

  InboxTable(
      ConsumerDatabase database,
      DeadLetterTable deadLetters,
      NotificationProperties properties,
      Clock clock) {
    this.jdbc = database.jdbc();
    this.transaction = database.transaction();
    this.deadLetters = deadLetters;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Stores the events and rejected records that the tables do not have.
   *
   * @return all dead letters: the rejected records, and the events that conflict with a stored
   *     event
   */
  List<RejectedRecord> store(List<ReceivedEvent> events, List<RejectedRecord> rejected) {
    List<ReceivedEvent> ordered = events.stream().sorted(BY_ID).toList();
    List<RejectedRecord> deadLettersOfBatch = new ArrayList<>(rejected);
    if (insert(ordered) < ordered.size()) {
      // A second statement, because the snapshot of the insert does not see a concurrent commit.
      deadLettersOfBatch.addAll(conflicting(ordered));
    }
    if (!deadLettersOfBatch.isEmpty()) {
      transaction.executeWithoutResult(status -> {
        jdbc.execute(LIMITS);
        deadLetters.add(deadLettersOfBatch);
      });
    }
    return deadLettersOfBatch;
  }

  /** Number of events stored; the table already has the ids of the others. */
  private int insert(List<ReceivedEvent> events) {
    if (events.isEmpty()) {
      return 0;
    }
    if (System.nanoTime() - duplicateNanos >= DUPLICATES_EXPECTED.toNanos()) {
      try {
        return insert(events, INSERT);
      } catch (DuplicateKeyException e) {
        log.debug("A batch of {} events has duplicates: {}", events.size(), e.getMessage());
      }
    }
    int stored = insert(events, INSERT_NEW);
    if (stored < events.size()) {
      duplicateNanos = System.nanoTime();
    }
    return stored;
  }

  private int insert(List<ReceivedEvent> events, String insert) {
    return execute(
        insert,
        events,
        (statement, columns) -> {
          statement.setString(1, clock.instant().toString());
          statement.setString(2, properties.clientId());
          columns.bind(statement, 3);
          return statement.executeUpdate();
        });
  }

  private List<RejectedRecord> conflicting(List<ReceivedEvent> events) {
    return execute(
        CONFLICTS,
        events,
        (statement, columns) -> {
          columns.bind(statement, 1);
          List<RejectedRecord> conflicting = new ArrayList<>();
          try (ResultSet positions = statement.executeQuery()) {
            while (positions.next()) {
              ReceivedEvent event = events.get(positions.getInt(1) - 1);
              conflicting.add(
                  new RejectedRecord(
                      event.source(),
                      RejectionReason.CONFLICTING_DUPLICATE,
                      "Another event with different content is stored as payment "
                          + event.event().paymentId()
                          + "."));
            }
          }
          return conflicting;
        });
  }

  private <T> T execute(String sql, List<ReceivedEvent> events, Work<T> work) {
    T result =
        jdbc.execute(
            (ConnectionCallback<T>)
                connection -> {
                  try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    return work.run(statement, new Columns(connection, events));
                  }
                });
    return Objects.requireNonNull(result);
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(PreparedStatement statement, Columns columns) throws SQLException;
  }

  /** The events by column: each column is one parameter, for any number of rows. */
  private record Columns(Connection connection, List<ReceivedEvent> events) {

    void bind(PreparedStatement statement, int first) throws SQLException {
      statement.setArray(first, event("uuid", PaymentDone::paymentId));
      statement.setArray(first + 1, event("text", PaymentDone::userId));
      statement.setArray(first + 2, event("bigint", PaymentDone::amount));
      statement.setArray(first + 3, event("text", PaymentDone::currency));
      statement.setArray(first + 4, event("text", PaymentDone::description));
      statement.setArray(first + 5, event("timestamptz", event -> event.occurredAt().toString()));
      statement.setArray(first + 6, column("integer", received -> received.source().partition()));
      statement.setArray(first + 7, column("bigint", received -> received.source().offset()));
    }

    private Array event(String type, Function<PaymentDone, ? extends @Nullable Object> value)
        throws SQLException {
      return column(type, received -> value.apply(received.event()));
    }

    private Array column(String type, Function<ReceivedEvent, ? extends @Nullable Object> value)
        throws SQLException {
      return connection.createArrayOf(type, events.stream().map(value).toArray());
    }
  }
}
