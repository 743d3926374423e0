package io.paymentdone.notification.erasure;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The statements of an erasure. Each is a short transaction of its own, deletes at most {@value
 * #BATCH} rows, and leaves out those that others have locked.
 */
@Component
class ErasureTable {

  /** Rows that one statement deletes. */
  static final int BATCH = 1000;

  /** Some of them are of each partition that has received anything lately. */
  private static final int NEWEST = 1000;

  /** Shorter than the consumer's 300 ms: it may wait for a lane that is locked here. */
  private static final Duration LOCK_WAIT = Duration.ofMillis(100);

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String SUBSCRIPTION = "delete from subscription where user_id = :userId";

  /**
   * Reads one entry per partition, however long the feed is, and the newest entries of all users: a
   * copy of an event that was ignored, because its entry was there, is behind the user's own last
   * entry. A feed that was erased before keeps its later end.
   */
  private static final String REMEMBER =
      """
      with newest as materialized (
        select partition, max("offset") as "offset"
          from (select partition, "offset" from notification order by id desc limit :newest) recent
         group by partition
      )
      insert into erased_user as known (user_hash, partition, "offset", erased_at)
      select {hash}, each.partition, greatest(own."offset", newest."offset"), now()
        from generate_series(
               0, (select max(partition) from notification where user_id = :userId))
               each (partition)
       cross join lateral (
         select n."offset"
           from notification n
          where n.user_id = :userId and n.partition = each.partition
          order by n."offset" desc
          limit 1) own
        left join newest on newest.partition = each.partition
       order by each.partition
      on conflict (user_hash, partition) do update
         set "offset" = greatest(known."offset", excluded."offset"),
             erased_at = excluded.erased_at
      returning partition, "offset"
      """
          .replace("{hash}", ErasedEvents.hash(":userId"));

  /** Transactions that write to the feed, or have begun to. */
  private static final String WRITERS =
      """
      select virtualtransaction
        from pg_locks
       where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
         and database = (select oid from pg_database where datname = current_database())
         and relation = 'notification'::regclass
         and pid <> pg_backend_pid()
      """;

  /** The order forces the index of the feed. */
  static final String ENTRIES =
      """
      with deleted as (
        delete from notification where ctid = any (array(
          select ctid from notification
           where user_id = :userId and partition = :partition and "offset" <= :offset
           order by "offset" limit :limit for update skip locked))
        returning occurred_at
      ), counted as (
        insert into erased_entries as known (slice, entries)
        select date_bin('10 seconds', occurred_at, 'epoch') as slice, count(*)
          from deleted
         group by slice
         order by slice
        on conflict (slice) do update set entries = known.entries + excluded.entries
      )
      select count(*) from deleted
      """;

  private static final String HAS_ENTRIES =
      """
      select (
        select true from notification
         where user_id = :userId and partition = :partition and "offset" <= :offset
         order by "offset" limit 1) is not null
      """;

  private static final String READ_MARKS = "delete from read_mark where user_id = :userId";

  /**
   * Targets with a lane or a delivery of the user. Both tables have indexes by target and then by
   * user only, so each target is looked at.
   */
  private static final String TARGETS =
      """
      with recursive target (number) as (
        select least((select min(target) from lane), (select min(target) from delivery))
        union all
        select least(
                 (select min(lane.target) from lane where lane.target > target.number),
                 (select min(delivery.target) from delivery
                   where delivery.target > target.number))
          from target
         where target.number is not null
      )
      select number
        from target
       where exists (select from lane where lane.target = number and lane.user_id = :userId)
          or exists (
               select from delivery
                where delivery.target = number and delivery.user_id = :userId)
      """;

  /**
   * The next deliveries of a lane, by state and id. Comparisons of rows leave one index that has
   * the order, and a batch begins behind the one before it, not at rows that are gone.
   */
  private static final String NEXT_DELIVERIES =
      """
      select ctid as place, state, id, payment_id
        from delivery
       where (target, user_id, state, id)
             > (:target, :userId, cast(:state as smallint), cast(:id as uuid))
         and (target, user_id) <= (:target, :userId)
       order by target, user_id, state, id
       limit :limit\
      """;

  /**
   * Condition: the entry is gone. One that came after the erasure began is delivered. A look at the
   * index for each, because the limit forbids PostgreSQL to join whole tables.
   */
  private static final String HAS_NO_ENTRY =
      """
      (select true from notification where notification.payment_id = next.payment_id limit 1)
             is null\
      """;

  private static final String LAST =
      """
      (select state from next order by state desc, id desc limit 1) as state,
             (select id from next order by state desc, id desc limit 1) as id\
      """;

  /**
   * Without the lane's lock, as the purge does it: what ends a delivery that is gone changes
   * nothing.
   */
  static final String DELIVERIES =
      """
      with next as materialized (
      {next} for update skip locked
      ), deleted as (
        delete from delivery where ctid = any (array(select place from next where {erased}))
        returning 1
      )
      select (select count(*) from deleted) as erased, {last}
      """
          .replace("{next}", NEXT_DELIVERIES)
          .replace("{erased}", HAS_NO_ENTRY)
          .replace("{last}", LAST);

  private static final String DELIVERIES_LEFT =
      """
      with next as materialized (
      {next}
      )
      select (select count(*) from next where {erased}) as erased, {last}
      """
          .replace("{next}", NEXT_DELIVERIES)
          .replace("{erased}", HAS_NO_ENTRY)
          .replace("{last}", LAST);

  private static final String LIMITS =
      """
      select set_config('lock_timeout', :wait, true)
             || set_config('idle_in_transaction_session_timeout', '1s', true)
      """;

  private static final String LOCK_LANE =
      "select target from lane where target = :target and user_id = :userId for update";

  /**
   * A statement of its own, because the snapshot of the one that waited for the lock is older than
   * what the consumer queued meanwhile. The lane of a delivery that came after the erasure began
   * stays and goes on counting, due at once.
   */
  private static final String LANE =
      """
      with gone as (
        delete from lane
         where target = :target and user_id = :userId
           and not exists (
             select from delivery where delivery.target = :target and delivery.user_id = :userId)
      )
      update lane set due_at = now()
       where target = :target and user_id = :userId and lease is null and due_at > now()
         and exists (
           select from delivery where delivery.target = :target and delivery.user_id = :userId)
      """;

  private static final String DEAD_LETTERS =
      """
      delete from dead_letter where ctid = any (array(
        select ctid from dead_letter where record_key = convert_to(:userId, 'UTF8')
         limit :limit for update skip locked))
      """;

  private static final String HAS_DEAD_LETTERS =
      "select exists (select from dead_letter where record_key = convert_to(:userId, 'UTF8'))";

  private final JdbcClient database;
  private final TransactionTemplate transaction;

  ErasureTable(JdbcClient database, TransactionTemplate transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  /** The end of what is erased of a feed in a partition: no entry and no copy behind it. */
  record FeedEnd(int partition, long offset) {}

  /** Deliveries without an entry, and the place of the last one looked at; null if none is left. */
  private record DeliveryBatch(int erased, short lastState, @Nullable UUID lastId) {}

  void deleteSubscription(String userId) {
    database.sql(SUBSCRIPTION).param("userId", userId).update();
  }

  /**
   * From now on the inbox ignores the user's events up to now, except in statements that are under
   * way ({@link #writers}).
   *
   * @return the end of the feed in each partition; none if the feed is empty
   */
  List<FeedEnd> remember(String userId) {
    return database
        .sql(REMEMBER)
        .param("userId", userId)
        .param("newest", NEWEST)
        .query((row, number) -> new FeedEnd(row.getInt("partition"), row.getLong("offset")))
        .list();
  }

  /**
   * The transactions that may store entries without knowing what was remembered before the call. A
   * statement locks the table before it decides what it sees, so one that is not here sees it.
   */
  Set<String> writers() {
    return new TreeSet<>(database.sql(WRITERS).query((row, number) -> row.getString(1)).list());
  }

  /** Deletes the oldest entries up to an end; returns their number, at most {@value #BATCH}. */
  int deleteEntries(String userId, FeedEnd end) {
    return database
        .sql(ENTRIES)
        .param("userId", userId)
        .param("partition", end.partition())
        .param("offset", end.offset())
        .param("limit", BATCH)
        .query(Integer.class)
        .single();
  }

  boolean hasEntries(String userId, FeedEnd end) {
    return database
        .sql(HAS_ENTRIES)
        .param("userId", userId)
        .param("partition", end.partition())
        .param("offset", end.offset())
        .query(Boolean.class)
        .single();
  }

  void deleteReadMarks(String userId) {
    database.sql(READ_MARKS).param("userId", userId).update();
  }

  /** Numbers of the targets that have anything of the user. */
  List<Integer> targets(String userId) {
    return database
        .sql(TARGETS)
        .param("userId", userId)
        .query((row, number) -> row.getInt("number"))
        .list();
  }

  /**
   * Deletes the deliveries of a lane whose entries are gone; leaves out those that others have
   * locked.
   *
   * @return their number
   */
  int deleteDeliveries(String userId, int target) {
    return deliveries(DELIVERIES, userId, target);
  }

  boolean hasDeliveries(String userId, int target) {
    return deliveries(DELIVERIES_LEFT, userId, target) > 0;
  }

  private int deliveries(String statement, String userId, int target) {
    int erased = 0;
    DeliveryBatch batch = new DeliveryBatch(0, Short.MIN_VALUE, new UUID(0, 0));
    while (batch.lastId() != null) {
      batch =
          database
              .sql(statement)
              .param("userId", userId)
              .param("target", target)
              .param("state", batch.lastState())
              .param("id", batch.lastId())
              .param("limit", BATCH)
              .query((row, number) ->
                  new DeliveryBatch(
                      row.getInt("erased"), row.getShort("state"), row.getObject("id", UUID.class)))
              .single();
      erased += batch.erased();
    }
    return erased;
  }

  /**
   * Deletes a lane, unless it has deliveries.
   *
   * @return false if others had it locked for too long, and then nothing was changed
   */
  boolean deleteLane(String userId, int target) {
    try {
      transaction.executeWithoutResult(status -> {
        database
            .sql(LIMITS)
            .param("wait", Long.toString(LOCK_WAIT.toMillis()))
            .query(String.class)
            .single();
        database
            .sql(LOCK_LANE)
            .param("target", target)
            .param("userId", userId)
            .query(Integer.class)
            .list();
        database.sql(LANE).param("target", target).param("userId", userId).update();
      });
      return true;
    } catch (UncategorizedSQLException e) {
      SQLException cause = e.getSQLException();
      if (cause == null || !LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  /** Deletes dead letters of the user; returns their number, at most {@value #BATCH}. */
  int deleteDeadLetters(String userId) {
    return database.sql(DEAD_LETTERS).param("userId", userId).param("limit", BATCH).update();
  }

  boolean hasDeadLetters(String userId) {
    return database.sql(HAS_DEAD_LETTERS).param("userId", userId).query(Boolean.class).single();
  }
}
