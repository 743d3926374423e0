package io.paymentdone.notification.feed;

import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.paging.AnswerMemory;
import io.paymentdone.web.paging.Cursor;
import io.paymentdone.web.paging.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Reads the feeds of users. Order and cursors of a feed are the partitions and offsets of its
 * events.
 */
@Service
class Feed {

  private static final String LIST = "notifications";

  private static final String BEFORE =
      """
      select {columns}
        from notification n
       where user_id = :userId and (partition, "offset") < (:partition, :offset)
       order by partition desc, "offset" desc
       limit :limit
      """
          .replace("{columns}", NotificationRow.COLUMNS);

  private static final String OF_PAYMENT =
      "select " + NotificationRow.COLUMNS + " from notification n where payment_id = :id";

  private final JdbcClient database;
  private final Bulkhead readers;
  private final AnswerMemory answers;

  Feed(JdbcClient database, Bulkhead readers, AnswerMemory answers) {
    this.database = database;
    this.readers = readers;
    this.answers = answers;
  }

  /** A page of a user's feed, newest first. */
  Page<FeedEntry> page(String userId, int limit, @Nullable String after) {
    Cursor cursor = new Cursor(LIST, userId);
    long[] position =
        after == null
            ? new long[] {Integer.MAX_VALUE, Long.MAX_VALUE}
            : cursor.read(after, 2, Integer.MAX_VALUE);
    List<FeedEntry> rows =
        readers.call(() ->
            database
                .sql(BEFORE)
                .param("userId", userId)
                .param("partition", Math.toIntExact(position[0]))
                .param("offset", position[1])
                .param("limit", limit + 1)
                .query((row, number) -> NotificationRow.entry(row))
                .list());
    return answers.page(
        rows, limit, FeedEntry::characters, last -> cursor.write(last.partition(), last.offset()));
  }

  /** The entry of a payment; empty until its event has been received. */
  Optional<FeedEntry> ofPayment(UUID paymentId) {
    return readers.call(() ->
        database
            .sql(OF_PAYMENT)
            .param("id", paymentId)
            .query((row, number) -> NotificationRow.entry(row))
            .optional());
  }
}
