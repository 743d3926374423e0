package io.paymentdone.payment.api;

import static java.util.Objects.requireNonNull;

import io.paymentdone.payment.writer.OpenInserts;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Up to which {@code seq} no payment can be committed any more: a reader that has read up to there
 * has passed over none, whatever commits late.
 *
 * <p>A payment that is seen is a candidate, and settled when the {@link OpenInserts} of that moment
 * have ended. A transaction that stays open delays readers, and makes them skip nothing.
 */
@Component
class SettledPayments {

  /** The service's own inserts take milliseconds; what takes longer is read by a later request. */
  private static final Duration WAIT_MAX = Duration.ofMillis(100);

  private static final Duration TURN_MAX = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(4);

  private final JdbcTemplate jdbc;
  private final Bulkhead readers;

  private final ReentrantLock turn = new ReentrantLock(true);

  /** Guarded by {@link #turn}. */
  private State state = new State(0, 0, null);

  SettledPayments(JdbcTemplate jdbc, Bulkhead readers) {
    this.jdbc = jdbc;
    this.readers = readers;
  }

  /**
   * A moment.
   *
   * @param settled no payment with this {@code seq} or a lower one can be committed any more
   * @param newest the highest {@code seq} that was committed; 0 without any
   */
  record Horizon(long settled, long newest) {}

  /** A payment that was seen, and the transactions that may hold a lower {@code seq}. */
  private record Candidate(long seq, OpenInserts inserts) {}

  private record State(long settled, long newest, @Nullable Candidate candidate) {

    Horizon horizon() {
      return new Horizon(settled, newest);
    }
  }

  /**
   * The horizon of now; waits a moment for transactions that end soon.
   *
   * @param after where the reader is
   * @param wanted so many settled payments after it are enough not to wait
   */
  Horizon await(long after, int wanted) {
    long untilNanos = System.nanoTime() + WAIT_MAX.toNanos();
    Horizon first = advance();
    Horizon now = first;
    while (now.settled() < first.newest()
        && now.settled() - after < wanted
        && System.nanoTime() - untilNanos < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
      now = advance();
    }
    return now;
  }

  /**
   * One at a time: what was read first must count first. Who waits for that has no reader's turn,
   * so that other reads go on.
   */
  private Horizon advance() {
    if (!isMyTurn()) {
      throw ProblemException.of(
          ProblemCode.OVERLOADED,
          "Other requests for payments of all users take the time. Repeat the request.",
          TURN_MAX);
    }
    try {
      state =
          readers.call(() ->
              requireNonNull(jdbc.execute((Connection connection) -> next(state, connection))));
      return state.horizon();
    } finally {
      turn.unlock();
    }
  }

  private boolean isMyTurn() {
    try {
      return turn.tryLock(TURN_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static State next(State before, Connection connection) throws SQLException {
    // The seq first: who draws a lower one later than this would be no holder yet.
    long newest = newest(connection);
    OpenInserts inserts = OpenInserts.read(connection);
    // Payments are never deleted, so with fewer of them it is another database, or a restored one.
    boolean sameDatabase = newest >= before.newest;
    long settled = sameDatabase ? before.settled : 0;
    Candidate candidate = sameDatabase ? before.candidate : null;
    if (candidate != null && candidate.inserts.endedBefore(inserts)) {
      settled = candidate.seq;
      candidate = null;
    }
    if (candidate == null) {
      if (inserts.transactions().isEmpty()) {
        settled = newest;
      } else if (newest > settled) {
        candidate = new Candidate(newest, inserts);
      }
    }
    return new State(settled, newest, candidate);
  }

  private static long newest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select coalesce(max(seq), 0) from payment")) {
      row.next();
      return row.getLong(1);
    }
  }
}
