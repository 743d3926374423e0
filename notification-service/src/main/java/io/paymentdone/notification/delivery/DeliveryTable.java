package io.paymentdone.notification.delivery;

import io.paymentdone.web.paging.SizedRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads deliveries: those to webhook endpoints for the client that owns the endpoint, those of
 * other channels, which are the users', for every client.
 */
@Component
class DeliveryTable {

  private static final String ENDPOINT =
      """
      select number, id from webhook_endpoint
       where id = :endpointId and owner = :owner and deleted_at is null
      """;

  /**
   * The newest deliveries of a time, to a target {@code e} or to a user there, in one state {@code
   * wanted}.
   *
   * <p>Comparisons of rows leave one index that has the order. With {@code target = e.number and
   * state = wanted.state order by id}, PostgreSQL walks the primary key instead, through the
   * deliveries of all others, where it expects that most of them are to this endpoint.
   */
  private static final String NEWEST =
      """
      select *
        from delivery
       where ({key}, id) >= ({wanted}, :since) and ({key}, id) < ({wanted}, :before)
       order by {descending}, id desc
       limit :limit\
      """;

  /** Takes the newest of a page of each target and state. */
  private static final String PAGE =
      """
      select d.*, e.id as endpoint_id
        from ({targets}) e
       cross join unnest(cast(:states as smallint[])) wanted (state)
       cross join lateral ({newest}) d
       order by d.id desc
       limit :limit
      """;

  private static final String ENDPOINTS_AND_CHANNELS =
      """
      select number, id from webhook_endpoint where owner = :owner and deleted_at is null
      union all
      select number, null from unnest(cast(:channels as integer[])) channel (number)
      """;

  private static final String ONE =
      """
      select d.*, e.id as endpoint_id
        from delivery d
        left join webhook_endpoint e on e.number = d.target
       where d.id = :id
         and (e.owner = :owner and e.deleted_at is null or d.target = any (cast(:channels as integer[])))
      """;

  /** A lane with a lease that has not ended is in the hands of a worker. */
  private static final String ITEMS =
      """
      select d.*, uuid_extract_timestamp(d.id) as created_at,
             case when d.state = 0 and d.id = (
               select head.id
                 from delivery head
                where head.target = d.target and head.user_id = d.user_id and head.state = 0
                order by head.sequence
                limit 1)
             then (
               select lane.due_at
                 from lane
                where lane.target = d.target and lane.user_id = d.user_id
                  and (lane.lease is null or lane.due_at <= statement_timestamp()))
             end as next_attempt_at
        from ({rows}) d
       order by d.id desc
      """;

  private static final String ITEM = ITEMS.replace("{rows}", ONE);

  private static final String FINISHED =
      """
      select id, user_id is distinct from lag(user_id) over (order by user_id, sequence) as begins
        from (select d.id, d.user_id, d.sequence
                from webhook_endpoint e
               cross join (values (1::smallint), (2::smallint)) wanted (state)
               cross join lateral ({newest}) d
               where e.number = :target
               limit :limit) finished
       order by user_id, sequence
      """;

  /** Not higher than any id. */
  static final UUID START = new UUID(0, 0);

  /** Higher than every id. */
  static final UUID END = new UUID(-1, -1);

  private static final TypeReference<List<DeliveryAttempt>> ATTEMPTS = new TypeReference<>() {};

  private final JdbcClient database;
  private final Channels channels;
  private final JsonMapper json;

  DeliveryTable(JdbcClient database, Channels channels, JsonMapper json) {
    this.database = database;
    this.channels = channels;
    this.json = json;
  }

  /** A delivery as responses have it, and its target. */
  record Found(int target, DeliveryItem item) {}

  /**
   * A delivery that is delivered or dead.
   *
   * @param beginsLane whether the one before it in the list is of another lane
   */
  record Finished(UUID id, boolean beginsLane) {}

  /** Number of a client's endpoint; empty if the client has no endpoint with this id. */
  Optional<Integer> target(UUID endpointId, String owner) {
    return database
        .sql(ENDPOINT)
        .param("endpointId", endpointId)
        .param("owner", owner)
        .query((row, number) -> row.getInt("number"))
        .optional();
  }

  /** Deliveries with a lower id, newest first; fewer if they are more than a page holds. */
  List<SizedRow<DeliveryItem>> before(UUID id, DeliveryQuery query, String owner, int limit) {
    return database
        .sql(page(query))
        .param("states", states(query.state()))
        .param("endpointId", query.endpointId())
        .param("userId", query.userId())
        .param("since", START)
        .param("before", id)
        .param("owner", owner)
        .param("channels", channels.targetsWithoutEndpoint())
        .param("limit", limit)
        .query((row, number) -> SizedRow.of(item(row), row))
        .list();
  }

  /** The delivery with this id; empty if the client has none. */
  Optional<Found> one(UUID id, String owner) {
    return database
        .sql(ITEM)
        .param("id", id)
        .param("owner", owner)
        .param("channels", channels.targetsWithoutEndpoint())
        .query((row, number) -> new Found(row.getInt("target"), item(row)))
        .optional();
  }

  /**
   * Deliveries to a target that are delivered or dead, by lanes and in the order of each lane.
   *
   * @param since of the first ones
   * @param until exclusive
   * @param userId null for all users
   * @param limit any as many are returned if there are more
   */
  List<Finished> finished(
      int target, Instant since, Instant until, @Nullable String userId, int limit) {
    return database
        .sql(FINISHED.replace("{newest}", newest(userId)))
        .param("target", target)
        .param("since", UuidV7.lowest(since))
        .param("before", UuidV7.lowest(until))
        .param("userId", userId)
        .param("limit", limit)
        .query((row, number) ->
            new Finished(row.getObject("id", UUID.class), row.getBoolean("begins")))
        .list();
  }

  /** The statement for a query. */
  static String page(DeliveryQuery query) {
    String rows =
        PAGE.replace("{newest}", newest(query.userId()))
            .replace("{targets}", query.endpointId() == null ? ENDPOINTS_AND_CHANNELS : ENDPOINT);
    return SizedRow.bounded(
        ITEMS.replace("{rows}", rows),
        "octet_length(user_id) + octet_length(attempts::text)",
        "id desc");
  }

  /** Values in the column of the state, or of all if it is null. */
  static Short[] states(@Nullable DeliveryState state) {
    return (state == null ? Arrays.stream(DeliveryState.values()) : Stream.of(state))
        .map(DeliveryState::code)
        .toArray(Short[]::new);
  }

  private static String newest(@Nullable String userId) {
    return userId == null
        ? NEWEST
            .replace("{key}", "target, state")
            .replace("{wanted}", "e.number, wanted.state")
            .replace("{descending}", "target desc, state desc")
        : NEWEST
            .replace("{key}", "target, user_id, state")
            .replace("{wanted}", "e.number, :userId, wanted.state")
            .replace("{descending}", "target desc, user_id desc, state desc");
  }

  private DeliveryItem item(ResultSet row) throws SQLException {
    return new DeliveryItem(
        row.getObject("id", UUID.class),
        channels.name(row.getInt("target")),
        row.getObject("endpoint_id", UUID.class),
        row.getString("user_id"),
        row.getObject("payment_id", UUID.class),
        row.getLong("sequence"),
        row.getObject("previous_id", UUID.class),
        DeliveryState.of(row.getShort("state")),
        row.getInt("tries"),
        json.readValue(row.getString("attempts"), ATTEMPTS),
        instant(row, "next_attempt_at"),
        Objects.requireNonNull(instant(row, "created_at")),
        instant(row, "finished_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
