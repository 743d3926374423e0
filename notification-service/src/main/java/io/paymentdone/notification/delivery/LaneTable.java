package io.paymentdone.notification.delivery;

import io.paymentdone.notification.feed.FeedEntry;
import io.paymentdone.notification.feed.NotificationRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The workers' side of the tables {@code lane} and {@code delivery}.
 *
 * <p>A lane is claimed by moving its {@code due_at} to the end of a lease, so that no transaction
 * and no connection is held during an attempt, and a lane whose worker is gone is due by itself.
 * What a worker stores afterwards is stored only while the lane has the worker's lease token.
 */
@Component
class LaneTable {

  /** Attempts that a delivery keeps. */
  private static final int ATTEMPTS_MAX = 20;

  /** Lanes of one claim; what is left is claimed by the next one. */
  private static final int CLAIMS_MAX = 256;

  private static final String HEAD =
      """
      d.id as delivery_id, d.sequence, d.previous_id, d.tries, {columns}
        from lanes
        left join lateral (
          select * from delivery
           where delivery.target = lanes.target and delivery.user_id = lanes.user_id
             and delivery.state = 0 and delivery.id <> all (lanes.done)
           order by delivery.sequence
           limit 1) d on true
        left join lateral (
          select * from notification where notification.payment_id = d.payment_id limit 1) n on true
      """
          .replace("{columns}", NotificationRow.COLUMNS);

  /**
   * Each target's lanes come from the index in the order in which they became due; the rows of
   * other targets are not looked at. Lanes that the consumer or another worker has locked are left
   * out.
   *
   * <p>The update goes by place: joined by their keys, PostgreSQL reads the whole table where many
   * lanes are due. A lane that changed since the statement began is not found at its place and left
   * to the next claim.
   */
  static final String CLAIM =
      """
      with lanes as (
        update lane set due_at = now() + ?::bigint * interval '1 ms', lease = ?::uuid
         where ctid = any (array(
           select due.ctid
             from unnest(?::integer[], ?::integer[]) as free (target, slots)
            cross join lateral (
              select lane.ctid from lane
               where lane.target = free.target and lane.due_at <= now()
               order by lane.due_at
               limit free.slots
                 for update skip locked) due
            limit {claims}))
        returning target, user_id, '{}'::uuid[] as done
      )
      select lanes.target, lanes.user_id, {head}
      """
          .replace("{head}", HEAD)
          .replace("{claims}", Integer.toString(CLAIMS_MAX));

  /**
   * Locks the lane first, in a statement of its own and the same round trip: the statement after it
   * sees what the consumer queued before the lock was free, and the consumer what it changes.
   */
  private static final String LOCK =
      "select 1 from lane where target = ? and user_id = ? and lease = ? for update;\n";

  /**
   * As {@link #LOCK}, for several lanes: those that the consumer or a request has locked are left
   * out, so that they delay no other.
   */
  private static final String LOCK_FREE =
      """
      select lane.target, lane.user_id
        from unnest(?::integer[], ?::text[], ?::uuid[]) as mine (target, user_id, lease)
        join lane using (target, user_id, lease)
         for update of lane skip locked;
      """;

  /**
   * Ends deliveries and takes the next one of each lane, or gives the lane back. Follows a {@link
   * #LOCK} in its round trip, and takes the lanes that this transaction has locked: one that became
   * free since has deliveries that this statement may not see.
   */
  static final String END =
      """
      with mine as materialized (
        select lane.target, lane.user_id, ending.*
          from unnest(?::integer[], ?::text[], ?::uuid[], ?::uuid[], ?::integer[], ?::integer[],
                      ?::text[], ?::boolean[])
               as ending (of_target, of_user, of_lease, id, state, tries, attempt, goes_on)
          join lane on lane.target = of_target and lane.user_id = of_user and lane.lease = of_lease
         where lane.xmax = pg_current_xact_id()::xid
      ), ended as (
        update delivery
           set state = mine.state, tries = delivery.tries + mine.tries, finished_at = now(),
               attempts = {attempts}
          from mine
         where delivery.id = mine.id and delivery.state = 0
      ), lanes as (
        update lane
           set due_at = case when not more.waits then null
                             when mine.goes_on then now() + ?::bigint * interval '1 ms'
                             else now() end,
               lease = case when more.waits and mine.goes_on then lane.lease end
          from mine
         cross join lateral (
           select exists (
             select from delivery
              where delivery.target = mine.target and delivery.user_id = mine.user_id
                and delivery.state = 0 and delivery.id <> mine.id) as waits) more
         where lane.target = mine.target and lane.user_id = mine.user_id
        returning lane.target, lane.user_id, mine.of_lease, array[mine.id] as done
      )
      select lanes.target, lanes.user_id, lanes.of_lease, {head}
      """
          .replace("{attempts}", attempts("mine.attempt"))
          .replace("{head}", HEAD);

  /**
   * Records a failed attempt, after which the lane waits. It does not wait if a request queued
   * another delivery before the one that failed.
   */
  private static final String RETRY =
      LOCK
          + """
          with mine as (
            update lane
               set due_at = now() + interval '1 ms' * case when ?::uuid = (
                     select delivery.id from delivery
                      where delivery.target = lane.target and delivery.user_id = lane.user_id
                        and delivery.state = 0
                      order by delivery.sequence
                      limit 1)
                     then ?::bigint else 0 end,
                   lease = null
             where target = ? and user_id = ? and lease = ?
            returning 1
          )
          update delivery set tries = tries + 1, attempts = {attempts}
           where id = ? and exists (select from mine)
          """
              .replace("{attempts}", attempts("?"));

  /** Gives a lane back as it was found; nothing was sent, or it is not known. */
  private static final String RELEASE =
      LOCK
          + """
          update lane
             set due_at = case when exists (
                   select from delivery
                    where delivery.target = lane.target and delivery.user_id = lane.user_id
                      and delivery.state = 0)
                   then now() + ?::bigint * interval '1 ms' end,
                 lease = null
           where target = ? and user_id = ? and lease = ?
          """;

  private final JdbcTemplate jdbc;
  private final JsonMapper json;
  private final Duration lease;

  LaneTable(
      @Qualifier("deliveryDataSource") DataSource connections,
      JsonMapper json,
      DeliveryProperties properties) {
    this.jdbc = new JdbcTemplate(connections);
    this.json = json;
    this.lease = properties.lease();
  }

  /**
   * Claims lanes that are due.
   *
   * @param slots most lanes for each target, by its number
   */
  List<Claim> claim(Map<Integer, Integer> slots) {
    UUID token = UUID.randomUUID();
    long nanos = System.nanoTime();
    return execute(
        CLAIM,
        statement -> {
          Connection connection = statement.getConnection();
          statement.setLong(1, lease.toMillis());
          statement.setObject(2, token);
          statement.setArray(3, connection.createArrayOf("integer", slots.keySet().toArray()));
          statement.setArray(4, connection.createArrayOf("integer", slots.values().toArray()));
          List<Claim> claims = new ArrayList<>();
          try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
              int target = row.getInt("target");
              // Twice in the row: the lane's and that of the feed entry, if there is one.
              String userId = row.getString(2);
              claims.add(new Claim(target, userId, token, nanos, head(row, target)));
            }
          }
          return claims;
        });
  }

  /**
   * Ends the head of a claim; waits while others have the lane locked.
   *
   * @return the claim with its next head; null if the lane was given back, or if another worker has
   *     it, and then nothing was changed
   */
  @Nullable Claim end(Ending ending) {
    return execute(
            LOCK + END,
            statement -> end(statement, bindLane(statement, 1, ending.claim()), List.of(ending)))
        .getOrDefault(ending, Optional.empty())
        .orElse(null);
  }

  /**
   * Ends the heads of claims of different lanes in one transaction. Leaves out the lanes that
   * others have locked, and those that another worker has.
   *
   * @return for each that was ended the claim with its next head, or empty if the lane was given
   *     back
   */
  Map<Ending, Optional<Claim>> endFree(List<Ending> endings) {
    return execute(
        LOCK_FREE + END, statement -> end(statement, bindLanes(statement, 1, endings), endings));
  }

  private Map<Ending, Optional<Claim>> end(
      PreparedStatement statement, int first, List<Ending> endings) throws SQLException {
    long nanos = System.nanoTime();
    int next = bindLanes(statement, first, endings);
    next = bind(statement, next, "uuid", endings, ending -> idOfHead(ending.claim()));
    next = bind(statement, next, "integer", endings, ending -> ending.state().code());
    next = bind(statement, next, "integer", endings, ending -> ending.attempt() == null ? 0 : 1);
    next = bind(statement, next, "text", endings, this::attempt);
    next = bind(statement, next, "boolean", endings, Ending::goesOn);
    statement.setLong(next, lease.toMillis());
    statement.execute();
    int locked = 0;
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        locked++;
      }
    }
    statement.getMoreResults();
    Map<Lane, Ending> byLane = new HashMap<>();
    endings.forEach(ending -> byLane.put(Lane.of(ending.claim()), ending));
    Map<Ending, Optional<Claim>> ended = new HashMap<>();
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        Ending ending = Objects.requireNonNull(byLane.get(Lane.of(row)));
        Claim.Head head = ending.goesOn() ? head(row, ending.claim().target()) : null;
        ended.put(ending, Optional.ofNullable(head).map(to -> ending.claim().next(to, nanos)));
      }
    }
    if (ended.size() != locked) {
      throw new IllegalStateException(
          locked + " lanes were locked, and " + ended.size() + " deliveries ended");
    }
    return ended;
  }

  private String attempt(Ending ending) {
    return ending.attempt() == null ? "[]" : json.writeValueAsString(ending.attempt());
  }

  /**
   * Records a failed attempt at the claim's head and gives the lane back until the next one.
   *
   * @return false if another worker has the lane, and then nothing was changed
   */
  boolean retry(Claim claim, DeliveryAttempt attempt, Duration after) {
    UUID id = idOfHead(claim);
    return execute(
            RETRY,
            statement -> {
              int next = bindLane(statement, 1, claim);
              statement.setObject(next++, id);
              statement.setLong(next++, after.toMillis());
              next = bindLane(statement, next, claim);
              statement.setString(next++, json.writeValueAsString(attempt));
              statement.setObject(next, id);
              statement.execute();
              statement.getMoreResults();
              return statement.getUpdateCount();
            })
        > 0;
  }

  /** Gives the lane back without an attempt; it is due again after a while if anything waits. */
  void release(Claim claim, Duration after) {
    execute(
        RELEASE,
        statement -> {
          int next = bindLane(statement, 1, claim);
          statement.setLong(next++, after.toMillis());
          bindLane(statement, next, claim);
          return statement.execute();
        });
  }

  private static UUID idOfHead(Claim claim) {
    Claim.Head head = claim.head();
    if (head == null) {
      throw new IllegalArgumentException("the claim has no delivery");
    }
    return head.id();
  }

  /** The attempts of a delivery and another one, as JSON. */
  private static String attempts(String attempt) {
    return "case when jsonb_array_length(attempts) >= "
        + ATTEMPTS_MAX
        + " then attempts - 0 else attempts end || "
        + attempt
        + "::jsonb";
  }

  private static int bindLanes(PreparedStatement statement, int first, List<Ending> endings)
      throws SQLException {
    int next = bind(statement, first, "integer", endings, ending -> ending.claim().target());
    next = bind(statement, next, "text", endings, ending -> ending.claim().userId());
    return bind(statement, next, "uuid", endings, ending -> ending.claim().lease());
  }

  private static int bind(
      PreparedStatement statement,
      int index,
      String type,
      List<Ending> endings,
      Function<Ending, Object> value)
      throws SQLException {
    Object[] values = endings.stream().map(value).toArray();
    statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    return index + 1;
  }

  private static int bindLane(PreparedStatement statement, int first, Claim claim)
      throws SQLException {
    statement.setInt(first, claim.target());
    statement.setString(first + 1, claim.userId());
    statement.setObject(first + 2, claim.lease());
    return first + 3;
  }

  private static Claim.@Nullable Head head(ResultSet row, int target) throws SQLException {
    UUID id = row.getObject("delivery_id", UUID.class);
    if (id == null) {
      return null;
    }
    boolean purged = row.getObject("id") == null;
    FeedEntry entry = purged ? null : NotificationRow.entry(row);
    Delivery delivery =
        entry == null
            ? null
            : new Delivery(
                id,
                target,
                row.getLong("sequence"),
                row.getObject("previous_id", UUID.class),
                entry);
    return new Claim.Head(id, delivery, row.getInt("tries"));
  }

  private <T> T execute(String sql, Work<T> work) {
    T result =
        jdbc.execute(
            (ConnectionCallback<T>)
                connection -> {
                  try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    return work.run(statement);
                  }
                });
    return Objects.requireNonNull(result);
  }

  /** A lane in the hands of one worker: after its lease another one may have it. */
  private record Lane(int target, String userId, UUID lease) {

    static Lane of(Claim claim) {
      return new Lane(claim.target(), claim.userId(), claim.lease());
    }

    /** Of a row that begins so. */
    static Lane of(ResultSet row) throws SQLException {
      return new Lane(row.getInt(1), row.getString(2), row.getObject(3, UUID.class));
    }

    /** Without what is personal. */
    @Override
    public String toString() {
      return "Lane[target=" + target + ", lease=" + lease + "]";
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }
}
