package io.paymentdone.notification.delivery;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Queues finished deliveries again and makes their lanes due.
 *
 * <p>Order of locks: finished deliveries, then lanes, then waiting deliveries. Workers and the
 * consumer lock a lane before they change what waits in it, and they never change a finished
 * delivery, so it can be changed before its lane is locked. A lane is therefore locked only for the
 * end of a transaction, however many of its deliveries are queued, and whoever locks it next finds
 * all of them waiting or none.
 */
@Component
class Requeue {

  /**
   * Shorter than the consumer's 300 ms, because the consumer may wait for a lane that this
   * transaction has locked while it waits for another one.
   */
  private static final Duration LOCK_WAIT = Duration.ofMillis(100);

  private static final int TRANSACTIONS_MAX = 5;

  /** Deliveries of one statement. */
  private static final int STATEMENT_MAX = 1000;

  /** A process that is frozen in the middle must not keep lanes from the consumer. */
  private static final String LIMITS =
      """
      select set_config('lock_timeout', :wait, true)
             || set_config('idle_in_transaction_session_timeout', '1s', true)
      """;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /**
   * The order of the locks is that of every request, so that two requests do not deadlock. An array
   * and no join: with the statistics of a smaller table, PostgreSQL would read the whole one for
   * each row.
   */
  private static final String QUEUE =
      """
      update delivery
         set state = 0, tries = 0, finished_at = null
       where id = any (array(
               select id
                 from delivery
                where id = any (cast(:ids as uuid[])) and state <> 0
                order by user_id, sequence
                  for update))
         and state <> 0
      returning user_id
      """;

  private static final String LOCK_LANES =
      """
      select user_id
        from lane
       where target = :target and user_id = any (cast(:users as text[]))
       order by user_id
         for update
      """;

  /**
   * A statement of its own, because the snapshot of the one that waited for the locks is older than
   * what their owners changed. A lane in the hands of a worker stays as it is: due, a second worker
   * would take it during the attempt of the first.
   */
  private static final String MAKE_DUE =
      """
      update lane
         set due_at = statement_timestamp()
       where target = :target and user_id = any (cast(:users as text[]))
         and (due_at is null or (lease is null and due_at > statement_timestamp()))
      """;

  private final JdbcClient database;
  private final TransactionTemplate transaction;

  Requeue(JdbcClient database, TransactionTemplate transaction) {
    this.database = database;
    this.transaction = transaction;
  }

  /**
   * Runs a transaction that queues deliveries, up to five times if others have its deliveries or
   * lanes.
   *
   * @throws ProblemException 503 {@code lane-busy} if they still have them then; nothing is changed
   */
  <T> T transaction(Supplier<T> work) {
    for (int left = TRANSACTIONS_MAX - 1; ; left--) {
      try {
        return transaction.execute(status -> {
          database
              .sql(LIMITS)
              .param("wait", Long.toString(LOCK_WAIT.toMillis()))
              .query(String.class)
              .single();
          return work.get();
        });
      } catch (UncategorizedSQLException e) {
        if (!isLockTimeout(e)) {
          throw e;
        }
        if (left == 0) {
          throw ProblemException.of(
              ProblemCode.LANE_BUSY,
              "New deliveries or another request had the user's deliveries locked. Nothing was"
                  + " changed. Try again.",
              RETRY_AFTER);
        }
      }
    }
  }

  /**
   * Queues those of the deliveries that are finished, with their old sequences.
   *
   * @return the user of each queued one
   */
  List<String> queue(List<UUID> ids) {
    List<String> users = new ArrayList<>(ids.size());
    for (int begin = 0; begin < ids.size(); begin += STATEMENT_MAX) {
      List<UUID> some = ids.subList(begin, Math.min(begin + STATEMENT_MAX, ids.size()));
      users.addAll(
          database
              .sql(QUEUE)
              .param("ids", some.stream().map(UUID::toString).toArray(String[]::new))
              .query(String.class)
              .list());
    }
    return users;
  }

  /** Locks the lanes until the end of the transaction, and makes those due that no worker has. */
  void makeDue(int target, Collection<String> users) {
    String[] distinct = users.stream().distinct().toArray(String[]::new);
    database
        .sql(LOCK_LANES)
        .param("target", target)
        .param("users", distinct)
        .query(String.class)
        .list();
    database.sql(MAKE_DUE).param("target", target).param("users", distinct).update();
  }

  private static boolean isLockTimeout(UncategorizedSQLException e) {
    SQLException cause = e.getSQLException();
    return cause != null && LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
  }
}
