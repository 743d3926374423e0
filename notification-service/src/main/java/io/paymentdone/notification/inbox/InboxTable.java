package io.paymentdone.notification.inbox;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.deadletter.DeadLetterTable;
import io.paymentdone.notification.deadletter.Reason;
import io.paymentdone.notification.deadletter.RejectedRecord;
import io.paymentdone.notification.feed.NotificationText;
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
 * Writes a batch: its events as feed entries with one statement, then what is rejected as dead
 * letters. A batch that comes again after a fault between the two finds out the same.
 */
@Component
class InboxTable {

  private static final Logger log = LoggerFactory.getLogger(InboxTable.class);

  /** A row that a stalled member holds must not hold this one until it is out of its group. */
  private static final String LIMITS =
      """
      select set_config('lock_timeout', '300ms', true),
             set_config('transaction_timeout', '5s', true)
      """;

  /** A transaction by itself, of one round trip. The limits hold before its first row is there. */
  private static final String INSERT =
      """
      with limits as materialized (%s)
      insert into notification (payment_id, user_id, amount, currency, description, occurred_at,
                                partition, "offset", title, message, received_at, consumer)
      select e.*, ?::timestamptz, ?::text
        from limits,
             unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[],
                    ?::integer[], ?::bigint[], ?::text[], ?::text[]) e
      """
          .formatted(LIMITS);

  private static final String INSERT_NEW = INSERT + "on conflict (payment_id) do nothing";

  /**
   * How long after a repeat others are expected. Without them {@code on conflict}, which looks for
   * each id once more and writes a further WAL record for each row, would be a sixth of its CPU in
   * PostgreSQL; with them a batch is tried in vain once in this time.
   */
  private static final Duration REPEATS_EXPECTED = Duration.ofSeconds(10);

  /** Those that another record was before, and which that one does not say. */
  private static final String CONFLICTS =
      """
      select e.place
        from unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[],
                    ?::integer[], ?::bigint[]) with ordinality
             e (payment_id, user_id, amount, currency, description, occurred_at,
                partition, "offset", place)
        join notification n using (payment_id)
       where (n.partition, n."offset") <> (e.partition, e."offset")
         and (n.user_id, n.amount, n.currency, n.description, n.occurred_at)
             is distinct from (e.user_id, e.amount, e.currency, e.description, e.occurred_at)
      """;

  /** One order for all members: two that insert the same ids do not deadlock. */
  private static final Comparator<ReceivedEvent> BY_ID =
      Comparator.comparing((ReceivedEvent received) -> received.event().paymentId())
          .thenComparingInt(received -> received.source().partition())
          .thenComparingLong(received -> received.source().offset());

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final DeadLetterTable deadLetters;
  private final NotificationProperties properties;
  private final Clock clock;
  private volatile long repeatNanos = System.nanoTime() - REPEATS_EXPECTED.toNanos();

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
   * Stores what is not there yet.
   *
   * @return the rejected, and the events whose id is taken by an event that says something else
   */
  List<RejectedRecord> store(List<ReceivedEvent> events, List<RejectedRecord> rejected) {
    List<ReceivedEvent> ordered = events.stream().sorted(BY_ID).toList();
    List<RejectedRecord> deadLettersOfBatch = new ArrayList<>(rejected);
    if (insert(ordered) < ordered.size()) {
      // A statement of its own: the insert's snapshot does not see a rival's late commit.
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

  /** How many are stored; the ids of the others are known. */
  private int insert(List<ReceivedEvent> events) {
    if (events.isEmpty()) {
      return 0;
    }
    if (System.nanoTime() - repeatNanos >= REPEATS_EXPECTED.toNanos()) {
      try {
        return insert(events, INSERT);
      } catch (DuplicateKeyException e) {
        log.debug("A batch of {} events has repeats: {}", events.size(), e.getMessage());
      }
    }
    int stored = insert(events, INSERT_NEW);
    if (stored < events.size()) {
      repeatNanos = System.nanoTime();
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
          columns.bindText(statement, 11);
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
          try (ResultSet places = statement.executeQuery()) {
            while (places.next()) {
              ReceivedEvent event = events.get(places.getInt(1) - 1);
              conflicting.add(
                  new RejectedRecord(
                      event.source(),
                      Reason.CONFLICTING_DUPLICATE,
                      "Another event came first as payment " + event.event().paymentId() + "."));
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

  /** The events column by column: one parameter each, however many rows. */
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

    void bindText(PreparedStatement statement, int first) throws SQLException {
      statement.setArray(first, event("text", NotificationText::title));
      statement.setArray(first + 1, event("text", NotificationText::message));
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
