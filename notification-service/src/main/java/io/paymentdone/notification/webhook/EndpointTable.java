package io.paymentdone.notification.webhook;

import io.paymentdone.web.logging.RationedLog;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.paging.SizedRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores webhook endpoints. Their clients see all that are not deleted, the sender those that are
 * enabled and whose secret can be decrypted.
 */
@Component
class EndpointTable {

  private static final Logger log = LoggerFactory.getLogger(EndpointTable.class);

  /** Lanes that are made due when an endpoint is tried afresh; the others are at their time. */
  private static final int LANES_MAX = 10_000;

  /** How long the secret before a rotation signs too. */
  private static final Duration ROTATION = Duration.ofHours(24);

  /** The workers wait for the row too: a process that is frozen in the middle must not keep it. */
  private static final String LIMITS =
      """
      select set_config('lock_timeout', '1s', true),
             set_config('idle_in_transaction_session_timeout', '1s', true)
      """;

  /** New endpoints are counted one after the other, or two might both be the last one. */
  private static final String ONE_AT_A_TIME =
      "select pg_advisory_xact_lock(hashtext('webhook endpoints'))";

  private static final String INSERT =
      """
      insert into webhook_endpoint (owner, url, description, callers, secret, created_at, log)
      select :owner, :url, :description::text, :callers::text[], :secret, :now::timestamptz, :log::jsonb
       where (select count(*) from webhook_endpoint where deleted_at is null) < :max
         and (select count(*) from webhook_endpoint
               where owner = :owner and deleted_at is null) < :maxPerClient
      returning
      """
          + EndpointRow.COLUMNS;

  private static final String BEFORE =
      SizedRow.bounded(
          "select "
              + EndpointRow.COLUMNS
              + """
               from webhook_endpoint
              where owner = :owner and id < :before and deleted_at is null
              order by id desc
              limit :limit
              """,
          """
          octet_length(url) + coalesce(octet_length(description), 0)
            + coalesce(octet_length(callers::text), 0)
            + coalesce(octet_length(disabled_reason), 0) + octet_length(log::text)
          """,
          "id desc");

  private static final String ONE =
      "select "
          + EndpointRow.COLUMNS
          + " from webhook_endpoint where owner = :owner and id = :id and deleted_at is null";

  private static final String ONE_FOR_UPDATE = ONE + " for update";

  private static final String UPDATE =
      """
      update webhook_endpoint
         set url = :url, description = :description::text, callers = :callers::text[],
             enabled = :enabled, disabled_reason = :disabledReason::text,
             failing_since = :failingSince::timestamptz, log = :log::jsonb
       where id = :id
      returning
      """
          + EndpointRow.COLUMNS;

  /**
   * What waits because the endpoint was down or wrong is not to wait for hours more. A lane that is
   * locked is being sent.
   */
  private static final String DUE =
      """
      update lane set due_at = now()
       where ctid = any (array(
         select ctid from lane
          where target = :number and due_at > now() and lease is null
          order by due_at
          limit {lanes}
            for update skip locked))
      """
          .replace("{lanes}", Integer.toString(LANES_MAX));

  private static final String ROTATE =
      """
      update webhook_endpoint
         set previous_secret = case when :keep then secret end,
             previous_secret_until = case when :keep then :until::timestamptz end,
             secret = :secret, log = :log::jsonb
       where id = :id
      returning
      """
          + EndpointRow.COLUMNS;

  private static final String DELETE =
      """
      update webhook_endpoint set enabled = false, deleted_at = :now::timestamptz
       where owner = :owner and id = :id and deleted_at is null
      """;

  private static final String ACTIVE =
      "select "
          + EndpointRow.COLUMNS
          + " from webhook_endpoint where enabled and deleted_at is null order by number";

  private static final String ONE_ACTIVE =
      "select "
          + EndpointRow.COLUMNS
          + """
           from webhook_endpoint where number = :number and enabled and deleted_at is null
          """;

  private static final String SUCCEEDED =
      """
      update webhook_endpoint set failing_since = null
       where number = :number and failing_since is not null
      """;

  private static final String FAILED =
      """
      update webhook_endpoint set failing_since = :now::timestamptz
       where number = :number and failing_since is null
      """;

  /**
   * Only while it has the URL that failed; with a begin of its failures, only if there has been no
   * success meanwhile.
   */
  private static final String DISABLE =
      """
      update webhook_endpoint
         set enabled = false, disabled_reason = :reason,
             log = jsonb_path_query_array(:log::jsonb || log, '$[0 to {last}]')
       where number = :number and enabled and deleted_at is null and url = :url
         and (:since::timestamptz is null or failing_since = :since::timestamptz)
      returning id
      """
          .replace("{last}", Integer.toString(StoredEndpoint.LOG_MAX - 1));

  /** For requests of clients. */
  private final JdbcClient database;

  /** For the sender, which has connections of its own. */
  private final JdbcClient deliveries;

  private final TransactionTemplate transaction;
  private final Bulkhead readers;
  private final EndpointRow row;
  private final WebhookProperties properties;
  private final JsonMapper json;
  private final Clock clock;

  /** The sender asks for all endpoints again and again. */
  private final RationedLog unreadable = new RationedLog(Duration.ofMinutes(1));

  EndpointTable(
      JdbcClient database,
      @Qualifier("deliveryDataSource") DataSource deliveries,
      PlatformTransactionManager transactions,
      Bulkhead readers,
      EndpointRow row,
      WebhookProperties properties,
      JsonMapper json,
      Clock clock) {
    this.database = database;
    this.deliveries = JdbcClient.create(deliveries);
    this.transaction = new TransactionTemplate(transactions);
    this.readers = readers;
    this.row = row;
    this.properties = properties;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Adds an endpoint; empty if there are as many, of all clients or of this one, as there may be.
   *
   * @param sealed its secret, as {@link SigningSecrets#seal} made it
   */
  Optional<StoredEndpoint> insert(String owner, EndpointRequest.Checked request, byte[] sealed) {
    Instant now = now();
    return changing(() -> {
      database.sql(ONE_AT_A_TIME).query(locked -> {});
      return database
          .sql(INSERT)
          .param("owner", owner)
          .param("url", request.url())
          .param("description", request.description())
          .param("callers", array(request.callers()))
          .param("secret", sealed)
          .param("now", now.toString())
          .param("log", entry(now, "created"))
          .param("max", properties.endpointsMax())
          .param("maxPerClient", properties.endpointsMaxPerClient())
          .query(row)
          .optional();
    });
  }

  /** Endpoints of an owner with a lower id, newest first; fewer if a page holds no more. */
  List<SizedRow<StoredEndpoint>> before(String owner, UUID id, int limit) {
    return readers.call(() ->
        database
            .sql(BEFORE)
            .param("owner", owner)
            .param("before", id)
            .param("limit", limit)
            .query((columns, number) -> SizedRow.of(row.mapRow(columns, number), columns))
            .list());
  }

  /** The owner's endpoint with this id; empty if there is none. */
  Optional<StoredEndpoint> one(String owner, UUID id) {
    return readers.call(() -> one(ONE, owner, id));
  }

  /** Changes what a client may change; empty if the owner has no endpoint with this id. */
  Optional<StoredEndpoint> update(String owner, UUID id, UnaryOperator<StoredEndpoint> change) {
    return changing(() ->
        one(ONE_FOR_UPDATE, owner, id)
            .flatMap(stored -> {
              StoredEndpoint changed = change.apply(stored);
              if (changed.isTriedAfresh(stored)) {
                database.sql(DUE).param("number", stored.endpoint().number()).update();
              }
              return write(changed);
            }));
  }

  private Optional<StoredEndpoint> write(StoredEndpoint changed) {
    WebhookEndpoint endpoint = changed.endpoint();
    return database
        .sql(UPDATE)
        .param("url", endpoint.url().toString())
        .param("description", changed.description())
        .param("callers", array(changed.callers()))
        .param("enabled", changed.enabled())
        .param("disabledReason", changed.disabledReason())
        .param("failingSince", text(endpoint.failingSince()))
        .param("log", json(changed.log()))
        .param("id", endpoint.id())
        .query(row)
        .optional();
  }

  /**
   * Gives an endpoint a new secret; the one before signs too for a day, if it can be decrypted.
   *
   * @param sealed as {@link SigningSecrets#seal} made it
   * @return empty if the owner has no endpoint with this id
   */
  Optional<StoredEndpoint> rotate(String owner, UUID id, byte[] sealed) {
    Instant now = now();
    return changing(() ->
        one(ONE_FOR_UPDATE, owner, id)
            .flatMap(stored ->
                database
                    .sql(ROTATE)
                    .param("keep", stored.isSecretReadable())
                    .param("until", now.plus(ROTATION).toString())
                    .param("secret", sealed)
                    .param("log", json(stored.logWith(new LogEntry(now, "secret rotated"))))
                    .param("id", id)
                    .query(row)
                    .optional()));
  }

  /** Marks an endpoint as deleted; false if the owner has none with this id. */
  boolean delete(String owner, UUID id) {
    return readers.call(() ->
        database
                .sql(DELETE)
                .param("now", now().toString())
                .param("owner", owner)
                .param("id", id)
                .update()
            > 0);
  }

  /** All endpoints that deliveries can be sent to. */
  List<WebhookEndpoint> active() {
    return deliveries.sql(ACTIVE).query(row).list().stream()
        .filter(this::isSecretReadable)
        .map(StoredEndpoint::endpoint)
        .toList();
  }

  private boolean isSecretReadable(StoredEndpoint stored) {
    if (!stored.isSecretReadable()) {
      unreadable
          .next()
          .ifPresent(heldBack ->
              log.warn(
                  "Nothing is sent to webhook endpoint {}: its secret was stored with another {}. Set that"
                      + " key again, or have the client rotate the secret. {} such findings have no line.",
                  stored.endpoint().id(),
                  WebhookProperties.SECRET_KEY,
                  heldBack));
    }
    return stored.isSecretReadable();
  }

  /** Notes that a delivery succeeded. */
  void succeeded(int number) {
    deliveries.sql(SUCCEEDED).param("number", number).update();
  }

  /** Notes that an attempt failed; disables an endpoint that has failed for too long. */
  void failed(int number) {
    Instant now = now();
    if (deliveries.sql(FAILED).param("now", now.toString()).param("number", number).update() > 0) {
      return;
    }
    deliveries
        .sql(ONE_ACTIVE)
        .param("number", number)
        .query(row)
        .optional()
        .map(StoredEndpoint::endpoint)
        .ifPresent(endpoint -> disableIfFailingForLong(endpoint, now));
  }

  private void disableIfFailingForLong(WebhookEndpoint endpoint, Instant now) {
    Instant since = endpoint.failingSince();
    if (since != null && since.plus(properties.disableAfter()).isBefore(now)) {
      disable(endpoint, "no delivery has succeeded since " + since, since);
    }
  }

  /**
   * Disables an endpoint until its client enables it again, unless it has another URL by now.
   *
   * @param reason for its client
   */
  void disable(WebhookEndpoint endpoint, String reason) {
    disable(endpoint, reason, null);
  }

  private void disable(WebhookEndpoint endpoint, String reason, @Nullable Instant failingSince) {
    deliveries
        .sql(DISABLE)
        .param("reason", reason)
        .param("log", entry(now(), "disabled: " + reason))
        .param("number", endpoint.number())
        .param("url", endpoint.url().toString())
        .param("since", text(failingSince))
        .query(UUID.class)
        .optional()
        .ifPresent(id -> log.warn("Webhook endpoint {} is disabled: {}", id, reason));
  }

  private Optional<StoredEndpoint> one(String statement, String owner, UUID id) {
    return database.sql(statement).param("owner", owner).param("id", id).query(row).optional();
  }

  private Optional<StoredEndpoint> changing(Supplier<Optional<StoredEndpoint>> work) {
    return readers.call(() ->
        transaction.execute(status -> {
          database.sql(LIMITS).query(row -> {});
          return work.get();
        }));
  }

  /** As precise as the columns. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private String entry(Instant at, String what) {
    return json(List.of(new LogEntry(at, what)));
  }

  private String json(List<LogEntry> entries) {
    return json.writeValueAsString(entries);
  }

  private static String @Nullable [] array(@Nullable List<String> list) {
    return list == null ? null : list.toArray(String[]::new);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
