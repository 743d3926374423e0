package io.paymentdone.notification.delivery;

import io.paymentdone.notification.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows as clients, the consumer and the workers write them; of disabled endpoints, so that no
 * worker takes them.
 */
public final class DeliveryRows {

  private final JdbcClient jdbc;
  private final List<Integer> targets = new ArrayList<>();

  /** Writes rows to this database. */
  public DeliveryRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An endpoint. */
  public record Endpoint(UUID id, int number) {}

  /** Adds an endpoint of a client. */
  public Endpoint endpoint(String owner) {
    Endpoint endpoint =
        jdbc.sql(
                """
                insert into webhook_endpoint (owner, url, enabled, secret)
                values (?, 'https://receiver.example/', false, '')
                returning id, number
                """)
            .param(owner)
            .query((row, number) ->
                new Endpoint(row.getObject("id", UUID.class), row.getInt("number")))
            .single();
    targets.add(endpoint.number());
    return endpoint;
  }

  /** Adds a lane in which nothing is due. */
  public void lane(Endpoint endpoint, String user) {
    jdbc.sql(
            """
            insert into lane (target, user_id, last_sequence, last_id) values (?, ?, 0, uuidv7())
            on conflict do nothing
            """)
        .params(endpoint.number(), user)
        .update();
  }

  /** Sets when a lane is due from now, and whether a worker has it. */
  public void due(Endpoint endpoint, String user, @Nullable Duration in, boolean leased) {
    jdbc.sql(
            """
            update lane set due_at = now() + make_interval(secs => :seconds), lease = :lease
             where target = :target and user_id = :user
            """)
        .param("seconds", in == null ? null : (double) in.toSeconds())
        .param("lease", leased ? UUID.randomUUID() : null)
        .param("target", endpoint.number())
        .param("user", user)
        .update();
  }

  /** Adds a delivery of now, and its lane if there is none. */
  UUID delivery(Endpoint endpoint, String user, long sequence, DeliveryState state) {
    return delivery(endpoint, user, sequence, state, Duration.ZERO);
  }

  /** Adds a delivery. */
  UUID delivery(Endpoint endpoint, String user, long sequence, DeliveryState state, Duration age) {
    lane(endpoint, user);
    return jdbc.sql(
            """
            insert into delivery (id, target, user_id, sequence, payment_id, previous_id, state, tries, finished_at)
            values (uuidv7(make_interval(secs => :age)), :target, :user, :sequence, :payment,
                    case when :sequence > 1 then uuidv7() end, :state, :state * 3,
                    case when :state > 0 then now() end)
            returning id
            """)
        .param("age", (double) -age.toSeconds())
        .param("target", endpoint.number())
        .param("user", user)
        .param("sequence", sequence)
        .param("payment", Events.newId())
        .param("state", (int) state.code())
        .query(UUID.class)
        .single();
  }

  /** Adds the feed entries of a lane's deliveries, in a partition that the topic does not have. */
  void entries(Endpoint endpoint, String user) {
    jdbc.sql(
            """
            with entries as (
              insert into notification (payment_id, user_id, amount, currency, occurred_at,
                                        received_at, partition, "offset", consumer)
              select payment_id, user_id, sequence, 'EUR', now(), now(), 1000, sequence, 'c'
                from delivery
               where target = :target and user_id = :user
              returning id, "offset"
            )
            update delivery
               set previous_id = (select id from entries where "offset" = delivery.sequence - 1)
             where target = :target and user_id = :user
            """)
        .param("target", endpoint.number())
        .param("user", user)
        .update();
  }

  /** Adds many delivered ones, with the sequences from 1 on. */
  public void delivered(Endpoint endpoint, String user, int count, Duration age) {
    lane(endpoint, user);
    jdbc.sql(
            """
            insert into delivery (id, target, user_id, sequence, payment_id, state, tries, finished_at)
            select uuidv7(make_interval(secs => :age)), :target, :user, n, uuidv7(), 1, 1, now()
              from generate_series(1, :count) n
            """)
        .param("age", (double) -age.toSeconds())
        .param("target", endpoint.number())
        .param("user", user)
        .param("count", count)
        .update();
  }

  /**
   * Adds lanes and deliveries of a thousand other users and tells the planner of them, so that its
   * plans are those for large tables. For a transaction that is rolled back.
   */
  void crowd(Endpoint endpoint) {
    jdbc.sql(
            """
            insert into lane (target, user_id, last_sequence, last_id)
            select ?, 'crowd-' || n, 20, uuidv7() from generate_series(0, 999) n
            """)
        .param(endpoint.number())
        .update();
    jdbc.sql(
            """
            insert into delivery (target, user_id, sequence, payment_id, state)
            select ?, 'crowd-' || n % 1000, 1 + n / 1000, uuidv7(), 1 from generate_series(0, 19999) n
            """)
        .param(endpoint.number())
        .update();
    jdbc.sql("analyze lane, delivery").update();
  }

  /** Sequences of the deliveries of a lane in a state. */
  List<Long> sequences(Endpoint endpoint, String user, DeliveryState state) {
    return jdbc.sql(
            """
            select sequence from delivery where target = ? and user_id = ? and state = ?
             order by sequence
            """)
        .params(endpoint.number(), user, state.code())
        .query((row, number) -> row.getLong(1))
        .list();
  }

  /** Whether a lane is due now; false while a worker has it, or if nothing waits. */
  boolean isDue(Endpoint endpoint, String user) {
    return jdbc.sql(
            "select coalesce(due_at <= now(), false) from lane where target = ? and user_id = ?")
        .params(endpoint.number(), user)
        .query(Boolean.class)
        .single();
  }

  /** Removes what was added. */
  public void clear() {
    for (int target : targets) {
      jdbc.sql("delete from delivery where target = ?").param(target).update();
      jdbc.sql("delete from lane where target = ?").param(target).update();
      jdbc.sql("delete from webhook_endpoint where number = ?").param(target).update();
    }
  }
}
