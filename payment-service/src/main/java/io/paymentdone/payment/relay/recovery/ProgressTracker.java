package io.paymentdone.payment.relay.recovery;

import io.paymentdone.payment.relay.publishing.PublishWindow;
import io.paymentdone.payment.writer.OpenInserts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Writes down up to which {@code seq} every payment is published.
 *
 * <p>That an event with {@code seq} 100 is acknowledged says little about 99: its transaction may
 * still be open, or have committed a moment ago. So a candidate waits for two things:
 *
 * <ol>
 *   <li>Every transaction that could hold a lower {@code seq} has ended: it was among the {@link
 *       OpenInserts} when the candidate was acknowledged, or had ended. When none of them is left,
 *       whichever of them committed has its commit record in the WAL before the position that is
 *       read next. No clock and no time-out is relied on.
 *   <li>Everything up to that position is acknowledged.
 * </ol>
 */
public final class ProgressTracker {

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
    private final OpenInserts writers;
    private long endLsn;

    private Candidate(PublishWindow window, long seq, OpenInserts writers) {
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
      if (current.writers.endedBefore(OpenInserts.read(connection))) {
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
    return seq > recordedSeq ? new Candidate(window, seq, OpenInserts.read(connection)) : null;
  }

  private static long insertLsn(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
      row.next();
      return LogSequenceNumber.valueOf(row.getString(1)).asLong();
    }
  }
}
