package io.paymentdone.payment.relay.recovery;

import io.paymentdone.payment.relay.publishing.PublishWindow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Writes down up to which {@code seq} every payment is published.
 *
 * <p>That an event with {@code seq} 100 is acknowledged says little about 99: its transaction may
 * still be open, or have committed a moment ago. So a candidate waits for two things:
 *
 * <ol>
 *   <li>Every transaction that could hold a lower {@code seq} has ended. An insert locks the table
 *       ({@code ROW EXCLUSIVE}) before it draws a {@code seq}, and until it ends; the sequence
 *       hands out its numbers in order (identity columns have no cache). So a transaction with a
 *       lower {@code seq} was among the table's lock holders when the candidate was acknowledged,
 *       or had ended. When none of those holders is left, whichever of them committed has its
 *       commit record in the WAL before the position that is read next. No clock and no time-out is
 *       relied on.
 *   <li>Everything up to that position is acknowledged.
 * </ol>
 */
public final class ProgressTracker {

  private static final String WRITERS =
      """
      select virtualtransaction from pg_locks
      where locktype = 'relation' and relation = 'payment'::regclass and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())
      """;

  private final RelayProgress progress;
  private @Nullable Candidate candidate;
  private long recordedSeq;

  public ProgressTracker(RelayProgress progress) {
    this.progress = progress;
  }

  /** A candidate of one window, and what it waits for. */
  private static final class Candidate {

    private final PublishWindow window;
    private final long seq;
    private final Set<String> writers;
    private long endLsn;

    private Candidate(PublishWindow window, long seq, Set<String> writers) {
      this.window = window;
      this.seq = seq;
      this.writers = writers;
    }
  }

  /** Goes one step on; to be called every second or so while this replica publishes. */
  public void tick(Connection connection, PublishWindow window) throws SQLException {
    Candidate current = candidate;
    if (current == null || current.window != window) {
      candidate = newCandidate(connection, window);
    } else if (current.endLsn == 0) {
      if (Collections.disjoint(current.writers, writers(connection))) {
        current.endLsn = insertLsn(connection);
      }
    } else if (Long.compareUnsigned(window.acknowledgedLsn(), current.endLsn) >= 0) {
      progress.advance(connection, current.seq);
      recordedSeq = current.seq;
      candidate = null;
    }
  }

  private @Nullable Candidate newCandidate(Connection connection, PublishWindow window)
      throws SQLException {
    // The seq first: who draws a lower one later than this would be no holder yet.
    long seq = window.acknowledgedSeq();
    return seq > recordedSeq ? new Candidate(window, seq, writers(connection)) : null;
  }

  /** Transactions that may hold a seq which no other session sees yet. */
  static Set<String> writers(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(WRITERS)) {
      Set<String> writers = new HashSet<>();
      while (row.next()) {
        writers.add(row.getString(1));
      }
      return writers;
    }
  }

  private static long insertLsn(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
      row.next();
      return LogSequenceNumber.valueOf(row.getString(1)).asLong();
    }
  }
}
