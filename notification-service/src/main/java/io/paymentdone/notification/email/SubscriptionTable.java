package io.paymentdone.notification.email;

import io.paymentdone.notification.feed.Language;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stores subscriptions. The consumer reads them in its own statement. */
@Component
class SubscriptionTable {

  private static final String COLUMNS = "user_id, address, enabled, language, unsubscribe_token";

  /**
   * The links in messages to the address before must not turn off those to the new one. What waits
   * because the address before was wrong is sent to the new one at once; a lane that is locked is
   * being sent.
   */
  private static final String PUT =
      """
      with before as (
        select address from subscription where user_id = :userId
      ), stored as (
        insert into subscription as old (user_id, address, enabled, language, unsubscribe_token)
        values (:userId, :address, coalesce(cast(:enabled as boolean), true), :language, :token)
        on conflict (user_id) do update
           set address = excluded.address, language = excluded.language,
               enabled = coalesce(cast(:enabled as boolean), old.enabled),
               unsubscribe_token = case when old.address = excluded.address
                                        then old.unsubscribe_token
                                        else excluded.unsubscribe_token end,
               updated_at = now()
        returning {columns}
      ), due as (
        update lane set due_at = now()
         where ctid = any (array(
           select lane.ctid
             from lane, before, stored
            where lane.target = {target} and lane.user_id = :userId
              and lane.due_at > now() and lane.lease is null
              and before.address <> stored.address
              for update of lane skip locked))
      )
      select {columns} from stored
      """
          .replace("{columns}", COLUMNS)
          .replace("{target}", String.valueOf(EmailChannel.TARGET));

  private static final String OF_USER =
      "select " + COLUMNS + " from subscription where user_id = :userId";

  private static final String WITH_TOKEN =
      "select " + COLUMNS + " from subscription where unsubscribe_token = :token";

  private static final String DELETE = "delete from subscription where user_id = :userId";

  /** A link that is followed again changes nothing, and waits for no lock. */
  private static final String UNSUBSCRIBE =
      """
      update subscription set enabled = false, updated_at = now()
       where unsubscribe_token = :token and enabled
      returning {columns}
      """
          .replace("{columns}", COLUMNS);

  /** For requests. */
  private final JdbcClient database;

  /** For the sender, which has connections of its own. */
  private final JdbcClient deliveries;

  SubscriptionTable(JdbcClient database, @Qualifier("deliveryDataSource") DataSource deliveries) {
    this.database = database;
    this.deliveries = JdbcClient.create(deliveries);
  }

  /** Adds a subscription, or changes the user's. */
  Subscription put(String userId, SubscriptionRequest.Checked request, String newToken) {
    return database
        .sql(PUT)
        .param("userId", userId)
        .param("address", request.address())
        .param("enabled", request.enabled())
        .param("language", request.language().tag())
        .param("token", newToken)
        .query(SubscriptionTable::row)
        .single();
  }

  /** The user's subscription; empty if there is none. */
  Optional<Subscription> of(String userId) {
    return database.sql(OF_USER).param("userId", userId).query(SubscriptionTable::row).optional();
  }

  /** The same for the sender. */
  Optional<Subscription> receiving(String userId) {
    return deliveries.sql(OF_USER).param("userId", userId).query(SubscriptionTable::row).optional();
  }

  /** The subscription with this token; empty if there is none. */
  Optional<Subscription> withToken(String token) {
    return database.sql(WITH_TOKEN).param("token", token).query(SubscriptionTable::row).optional();
  }

  /** Removes the user's subscription, if there is one. */
  void delete(String userId) {
    database.sql(DELETE).param("userId", userId).update();
  }

  /** Turns the subscription with this token off; empty if there is none. */
  Optional<Subscription> unsubscribe(String token) {
    return database.sql(UNSUBSCRIBE).param("token", token).query(SubscriptionTable::row).optional();
  }

  private static Subscription row(ResultSet row, int number) throws SQLException {
    return new Subscription(
        row.getString("user_id"),
        row.getString("address"),
        row.getBoolean("enabled"),
        // A language of a newer version, before a rollback.
        Language.of(row.getString("language")).orElse(Language.ENGLISH),
        row.getString("unsubscribe_token"));
  }
}
