package io.paymentdone.notification.inbox;

import io.paymentdone.events.PaymentDone;
import io.paymentdone.notification.NotificationProperties;
import io.paymentdone.notification.database.ConsumerDatabase;
import io.paymentdone.notification.deadletter.RejectedRecord;
import io.paymentdone.notification.deadletter.RejectionReason;
import io.paymentdone.notification.delivery.Channel.Audience;
import io.paymentdone.notification.delivery.Channels;
import io.paymentdone.notification.delivery.DeliveryWorkers;
import io.paymentdone.notification.erasure.ErasedEvents;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes the events of a batch as feed entries, with one statement if nothing leaves the feed. */
@Component
class InboxTable {

  private static final Logger log = LoggerFactory.getLogger(InboxTable.class);

  private static final String ENDPOINTS =
      "from webhook_endpoint where enabled and deleted_at is null";

  /**
   * A look at the index for each user, however the planner estimates: the limit forbids it to join
   * whole tables.
   */
  private static final String SUBSCRIPTION =
      """
      lateral (
        select from subscription
         where subscription.user_id = {user} and subscription.enabled
         limit 1) subscribed\
      """;

  private static final String COLUMNS =
      """
      payment_id, user_id, amount, currency, description, occurred_at,
      partition, "offset"{metadata}\
      """;

  private static final String EVENTS =
      """
      unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[],
             ?::integer[], ?::bigint[]{metadata array}) as e ({columns})\
      """
          .replace("{columns}", COLUMNS);

  /**
   * For a feed of which nothing leaves: stores either all events that were not erased or, if there
   * is an endpoint or one of the users has a subscription, none.
   *
   * <p>One autocommitted round trip. The limits take effect before the first row is inserted.
   */
  private static final String INSERT =
      """
      with limits as materialized ({limits})
      insert into notification ({columns}, received_at, consumer)
      select e.*, ?::timestamptz, ?::text
        from limits, {events}
       where not exists (select {endpoints}) {nobody}
         and {not erased}
      {conflict}
      """
          .replace("{endpoints}", ENDPOINTS)
          .replace("{not erased}", ErasedEvents.NOT_ERASED)
          .replace("{limits}", ConsumerDatabase.LIMITS)
          .replace("{columns}", COLUMNS)
          .replace("{events}", EVENTS);

  /**
   * Condition of {@link #INSERT} where a channel has subscribers. While there are no subscriptions
   * at all, no user is looked up.
   */
  private static final String NOBODY_SUBSCRIBED =
      """
      and case when exists (select from subscription)
               then not exists (select from unnest(?::text[]) u (user_id), {subscription})
               else true end\
      """
          .replace("{subscription}", SUBSCRIPTION.replace("{user}", "u.user_id"));

  /**
   * Stores events and, for each new entry and each target that wants it, a delivery at the end of
   * its lane. Targets are endpoints, channels that take everything, and channels that take what is
   * for users with a subscription. Counters and deliveries are written by the statement that stores
   * the entries, so a delivery has its number exactly if its entry is in the feed.
   *
   * <p>Lanes are locked in their order, so that two members that have events of the same users do
   * not deadlock.
   */
  private static final String INSERT_DELIVERING =
      """
      with limits as materialized ({limits}),
      targets as materialized (
        select number as target, callers {endpoints}
        union all
        select target, null from unnest(?::integer[]) everybody (target)
      ), stored as (
        insert into notification ({columns}, received_at, consumer)
        select e.*, ?::timestamptz, ?::text from limits, {events}
         where {not erased}
        {conflict}
        returning id, payment_id, user_id, partition, "offset"
      ), matching as (
        select target, stored.*
          from stored, targets, (select ?::jsonb as of_payment) as caller
         where callers is null or caller.of_payment ->> payment_id::text = any (callers)
        union all
        select target, stored.*
          from unnest(?::integer[]) subscribers (target), stored, {subscription}
      ), wanted as (
        select target, user_id, payment_id, id,
               row_number() over lane as number,
               lag(id) over lane as before
          from matching
        window lane as (partition by target, user_id order by partition, "offset")
      ), ends as materialized (
        select target, user_id, count(*) as added, (array_agg(id order by number desc))[1] as last_id
          from wanted
         group by target, user_id
         order by target, user_id
      ), lanes as (
        insert into lane (target, user_id, last_sequence, last_id, due_at)
        select target, user_id, added, last_id, now() from ends
        on conflict (target, user_id) do update
           set last_sequence = lane.last_sequence + excluded.last_sequence,
               last_id = excluded.last_id,
               due_at = coalesce(lane.due_at, excluded.due_at)
        returning new.target, new.user_id, coalesce(old.last_sequence, 0) as sequence, old.last_id
      ), queued as (
        insert into delivery (target, user_id, sequence, payment_id, previous_id)
        select target, user_id, lanes.sequence + wanted.number, wanted.payment_id,
               coalesce(wanted.before, lanes.last_id)
          from wanted join lanes using (target, user_id)
        returning 1
      )
      select (select count(*) from stored), (select count(*) from queued),
             (select count(*) from targets)
      """
          .replace("{endpoints}", ENDPOINTS)
          .replace("{subscription}", SUBSCRIPTION.replace("{user}", "stored.user_id"))
          .replace("{not erased}", ErasedEvents.NOT_ERASED)
          .replace("{limits}", ConsumerDatabase.LIMITS)
          .replace("{columns}", COLUMNS)
          .replace("{events}", EVENTS);

  private static final String ON_CONFLICT = "on conflict (payment_id) do nothing";

  /**
   * How long after a duplicate further duplicates are expected. Only during this time are events
   * inserted with {@code on conflict}, which takes a sixth more CPU in PostgreSQL, because it looks
   * up each id once more and writes a further WAL record for each row.
   */
  private static final Duration DUPLICATES_EXPECTED = Duration.ofSeconds(10);

  /**
   * How long after a target was seen further events are stored with their deliveries at the first
   * try. Without targets, the plain statement takes less.
   */
  private static final Duration TARGETS_EXPECTED = Duration.ofSeconds(10);

  /** Deliveries of one statement, unless one event has more. */
  private static final int DELIVERIES_MAX = 5_000;

  /** Events whose payment id is already stored from another record, with different content. */
  private static final String CONFLICTS =
      """
      select e.position
        from unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[],
                    ?::integer[], ?::bigint[], ?::jsonb[]) with ordinality
             e (payment_id, user_id, amount, currency, description, occurred_at,
                partition, "offset", metadata, position)
        join notification n using (payment_id)
       where (n.partition, n."offset") <> (e.partition, e."offset")
         and (n.user_id, n.amount, n.currency, n.description, n.occurred_at, n.metadata)
             is distinct from
             (e.user_id, e.amount, e.currency, e.description, e.occurred_at, e.metadata)
      """;

  /** All members insert in the same order, so that two that insert the same ids do not deadlock. */
  private static final Comparator<ReceivedEvent> BY_ID =
      Comparator.comparing((ReceivedEvent received) -> received.event().paymentId())
          .thenComparingInt(received -> received.source().partition())
          .thenComparingLong(received -> received.source().offset());

  private static final Comparator<ReceivedEvent> BY_POSITION =
      Comparator.comparingInt((ReceivedEvent received) -> received.source().partition())
          .thenComparingLong(received -> received.source().offset());

  private final JdbcTemplate jdbc;
  private final NotificationProperties properties;
  private final Clock clock;
  private final DeliveryWorkers workers;
  private final List<Integer> everybody;
  private final List<Integer> subscribers;

  /** {@link #INSERT} as this deployment's channels need it. */
  private final String plainInsert;

  private final JsonMapper json;
  private final LongSupplier nanoTime;
  private volatile long duplicateNanos;

  /** Targets that an event may have, at the last insert for them; before it, as many as may be. */
  private volatile int targets = 100;

  private volatile long targetNanos;

  @Autowired
  InboxTable(
      ConsumerDatabase database,
      DeliveryWorkers workers,
      Channels channels,
      NotificationProperties properties,
      JsonMapper json,
      Clock clock) {
    this(database, workers, channels, properties, json, clock, System::nanoTime);
  }

  InboxTable(
      ConsumerDatabase database,
      DeliveryWorkers workers,
      Channels channels,
      NotificationProperties properties,
      JsonMapper json,
      Clock clock,
      LongSupplier nanoTime) {
    this.jdbc = database.jdbc();
    this.workers = workers;
    this.everybody = channels.targets(Audience.EVERYBODY);
    this.subscribers = channels.targets(Audience.SUBSCRIBERS);
    this.plainInsert = INSERT.replace("{nobody}", subscribers.isEmpty() ? "" : NOBODY_SUBSCRIBED);
    this.properties = properties;
    this.json = json;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.duplicateNanos = nanoTime.getAsLong() - DUPLICATES_EXPECTED.toNanos();
    this.targetNanos = nanoTime.getAsLong() - TARGETS_EXPECTED.toNanos();
  }

  /**
   * Stores the events that the table does not have and that were not erased.
   *
   * @return dead letters: the events that conflict with a stored event
   */
  List<RejectedRecord> store(List<ReceivedEvent> events) {
    List<ReceivedEvent> ordered = events.stream().sorted(BY_ID).toList();
    // A second statement, because the snapshot of the insert does not see a concurrent commit.
    return insert(ordered) < ordered.size() ? conflicting(ordered) : List.of();
  }

  /** Number of events stored; the others were erased, or the table already has their ids. */
  private int insert(List<ReceivedEvent> events) {
    if (events.isEmpty()) {
      return 0;
    }
    if (isOver(duplicateNanos, DUPLICATES_EXPECTED)) {
      try {
        return insert(events, "");
      } catch (DuplicateKeyException e) {
        log.debug("A batch of {} events has duplicates: {}", events.size(), e.getMessage());
      }
    }
    int stored = insert(events, ON_CONFLICT);
    if (stored < events.size()) {
      duplicateNanos = nanoTime.getAsLong();
    }
    return stored;
  }

  private int insert(List<ReceivedEvent> events, String conflict) {
    if (everybody.isEmpty() && isOver(targetNanos, TARGETS_EXPECTED)) {
      int stored = insertPlain(events, plainInsert.replace("{conflict}", conflict));
      if (stored > 0) {
        return stored;
      }
      // Either there is a target, or the table has all events, or they were erased. The next
      // statement knows: asked for apart, the target might be gone by then, and the events would be
      // nowhere.
    }
    return insertDelivering(events, INSERT_DELIVERING.replace("{conflict}", conflict));
  }

  private boolean isOver(long sinceNanos, Duration time) {
    return nanoTime.getAsLong() - sinceNanos >= time.toNanos();
  }

  private int insertPlain(List<ReceivedEvent> events, String insert) {
    return execute(
        insert,
        events,
        hasMetadata(events),
        (statement, columns) -> {
          statement.setString(1, clock.instant().toString());
          statement.setString(2, properties.clientId());
          int next = columns.bind(statement, 3);
          if (!subscribers.isEmpty()) {
            statement.setArray(next, columns.users());
          }
          return statement.executeUpdate();
        });
  }

  /**
   * Stores events in the order of the feed, with a bounded number of deliveries per statement: what
   * a statement cannot do within its time limit, it can never do.
   */
  private int insertDelivering(List<ReceivedEvent> events, String insert) {
    List<ReceivedEvent> inOrder = events.stream().sorted(BY_POSITION).toList();
    int stored = 0;
    int begin = 0;
    while (begin < inOrder.size()) {
      int end = Math.min(inOrder.size(), begin + Math.max(1, DELIVERIES_MAX / targets));
      stored += insertPart(inOrder.subList(begin, end).stream().sorted(BY_ID).toList(), insert);
      begin = end;
    }
    return stored;
  }

  private int insertPart(List<ReceivedEvent> events, String insert) {
    return execute(
        insert,
        events,
        hasMetadata(events),
        (statement, columns) -> {
          // A plan made without the lengths of the arrays compares each row with each.
          statement.unwrap(PGStatement.class).setPrepareThreshold(0);
          statement.setArray(1, columns.integers(everybody));
          statement.setString(2, clock.instant().toString());
          statement.setString(3, properties.clientId());
          int next = columns.bind(statement, 4);
          statement.setString(next++, callers(events));
          statement.setArray(next, columns.integers(subscribers));
          try (ResultSet counts = statement.executeQuery()) {
            counts.next();
            boolean queued = counts.getLong(2) > 0;
            int forAllUsers = counts.getInt(3);
            targets = Math.max(1, forAllUsers + subscribers.size());
            if (forAllUsers > 0 || queued) {
              targetNanos = nanoTime.getAsLong();
            }
            if (queued) {
              workers.wake();
            }
            return Math.toIntExact(counts.getLong(1));
          }
        });
  }

  /** JSON object: by payment id, the client that posted the payment, as far as it is known. */
  private String callers(List<ReceivedEvent> events) {
    Map<String, @Nullable String> callers = new HashMap<>();
    for (ReceivedEvent received : events) {
      String id = received.event().paymentId().toString();
      // Of two records with one id, the first one is stored.
      if (!callers.containsKey(id)) {
        callers.put(id, received.caller());
      }
    }
    return json.writeValueAsString(callers);
  }

  private List<RejectedRecord> conflicting(List<ReceivedEvent> events) {
    return execute(
        CONFLICTS,
        events,
        true,
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

  /** Of a batch without metadata, as most are, the column is not written: it costs nothing. */
  private static boolean hasMetadata(List<ReceivedEvent> events) {
    return events.stream().anyMatch(received -> received.event().metadata() != null);
  }

  private <T> T execute(
      String sql, List<ReceivedEvent> events, boolean withMetadata, Work<T> work) {
    String completed =
        sql.replace("{metadata}", withMetadata ? ", metadata" : "")
            .replace("{metadata array}", withMetadata ? ", ?::jsonb[]" : "");
    T result =
        jdbc.execute(
            (ConnectionCallback<T>)
                connection -> {
                  try (PreparedStatement statement = connection.prepareStatement(completed)) {
                    return work.run(statement, new Columns(connection, events, withMetadata, json));
                  }
                });
    return Objects.requireNonNull(result);
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(PreparedStatement statement, Columns columns) throws SQLException;
  }

  /** The events by column: each column is one parameter, for any number of rows. */
  private record Columns(
      Connection connection, List<ReceivedEvent> events, boolean withMetadata, JsonMapper json) {

    /** Binds the columns; returns the index of the parameter after them. */
    int bind(PreparedStatement statement, int first) throws SQLException {
      statement.setArray(first, event("uuid", PaymentDone::paymentId));
      statement.setArray(first + 1, event("text", PaymentDone::userId));
      statement.setArray(first + 2, event("bigint", PaymentDone::amount));
      statement.setArray(first + 3, event("text", PaymentDone::currency));
      statement.setArray(first + 4, event("text", PaymentDone::description));
      statement.setArray(first + 5, event("timestamptz", event -> event.occurredAt().toString()));
      statement.setArray(first + 6, column("integer", received -> received.source().partition()));
      statement.setArray(first + 7, column("bigint", received -> received.source().offset()));
      if (!withMetadata) {
        return first + 8;
      }
      statement.setArray(first + 8, event("jsonb", this::metadata));
      return first + 9;
    }

    private @Nullable String metadata(PaymentDone event) {
      return event.metadata() == null ? null : json.writeValueAsString(event.metadata());
    }

    /** The users, each once, or none. */
    Array users() throws SQLException {
      return connection.createArrayOf(
          "text", events.stream().map(received -> received.event().userId()).distinct().toArray());
    }

    Array integers(List<Integer> values) throws SQLException {
      return connection.createArrayOf("integer", values.toArray());
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
