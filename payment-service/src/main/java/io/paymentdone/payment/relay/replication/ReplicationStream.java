package io.paymentdone.payment.relay.replication;

import io.paymentdone.web.overload.RepeatedTask;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/**
 * The stream of a replication slot.
 *
 * <p>It speaks the streaming replication protocol over pgjdbc's {@link CopyDual}, as pgjdbc's own
 * {@code PGReplicationStream} does. That one hides the server's keepalives, and they are the only
 * sign of life on an idle link; and its automatic flush may confirm what was received and not yet
 * published.
 *
 * <p>Used by one thread. A link on which no byte arrives for 5 s is cut by another one, since a
 * read may hang in the middle of a message.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-replication.html">Streaming Replication
 *     Protocol</a>
 */
public final class ReplicationStream implements AutoCloseable {

  /** As long as the server waits for the relay. */
  static final Duration SILENCE_MAX = RelayConnections.WAL_SENDER_TIMEOUT;

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final int XLOG_DATA_HEADER = 1 + 3 * Long.BYTES;
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
  private static final int STATUS_LENGTH = 1 + 4 * Long.BYTES + 1;

  private final Connection connection;
  private final CopyDual copy;
  private final ByteBuffer status = ByteBuffer.allocate(STATUS_LENGTH);
  private final ScheduledFuture<?> watch;
  private volatile long lastByteNanos = System.nanoTime();
  private volatile boolean silent;
  private long receivedLsn;

  private ReplicationStream(
      Connection connection, CopyDual copy, ScheduledExecutorService watchers) {
    this.connection = connection;
    this.copy = copy;
    this.watch =
        watchers.scheduleWithFixedDelay(
            new RepeatedTask("relay: watch of the stream", this::abortIfSilent),
            WATCH_INTERVAL.toMillis(),
            WATCH_INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Starts streaming where the slot was last confirmed; the connection belongs to the stream from
   * now on.
   *
   * @throws SQLException among others when another replica streams from the slot
   */
  public static ReplicationStream open(
      Connection connection, Slot slot, ScheduledExecutorService watchers) throws SQLException {
    try {
      String name;
      try (Statement statement = connection.createStatement()) {
        name = statement.enquoteIdentifier(slot.name(), true);
      }
      CopyDual copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyDual(
                  "START_REPLICATION SLOT "
                      + name
                      + " LOGICAL 0/0 (proto_version '1', publication_names '"
                      + Slot.PUBLICATION
                      + "', messages 'true')");
      return new ReplicationStream(connection, copy, watchers);
    } catch (SQLException | RuntimeException | Error e) {
      RelayConnections.abort(connection);
      throw e;
    }
  }

  /**
   * The next message that has arrived; null when none has. Never waits for one.
   *
   * @throws SQLException when the stream has ended
   */
  public @Nullable WalMessage poll() throws SQLException {
    byte[] bytes = read();
    if (bytes == null) {
      if (!copy.isActive()) {
        throw new SQLException("the server ended the stream");
      }
      return null;
    }
    lastByteNanos = System.nanoTime();
    ByteBuffer message = ByteBuffer.wrap(bytes);
    return switch (message.get()) {
      case 'w' -> {
        receivedLsn = later(receivedLsn, message.getLong());
        yield PgOutputReader.read(message.position(XLOG_DATA_HEADER));
      }
      case 'k' -> {
        long sentLsn = message.getLong();
        receivedLsn = later(receivedLsn, sentLsn);
        yield new WalMessage.Keepalive(sentLsn);
      }
      default -> throw new SQLException("unknown replication message " + (char) bytes[0]);
    };
  }

  private byte @Nullable [] read() throws SQLException {
    try {
      return copy.readFromCopy(false);
    } catch (SQLException e) {
      throw silent ? new SQLException("no byte came for " + SILENCE_MAX.toSeconds() + " s", e) : e;
    }
  }

  /** Notes that the reader pauses on purpose, so that silence is not taken for a broken link. */
  public void notReading() {
    lastByteNanos = System.nanoTime();
  }

  /**
   * Confirms the position before which the server need not send again, and asks for a keepalive.
   *
   * @param flushedLsn 0 when nothing is confirmed yet
   */
  public void confirm(long flushedLsn) throws SQLException {
    status
        .clear()
        .put((byte) 'r')
        .putLong(later(receivedLsn, flushedLsn))
        .putLong(flushedLsn)
        .putLong(flushedLsn)
        .putLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, Instant.now()))
        .put((byte) 1);
    copy.writeToCopy(status.array(), 0, STATUS_LENGTH);
    copy.flushCopy();
  }

  /**
   * Confirms for the last time and waits until the server has read the confirmation. Messages that
   * arrive meanwhile are dropped; the slot sends them again.
   */
  public void confirmAndAwaitAnswer(long flushedLsn, Duration timeout) throws SQLException {
    confirm(flushedLsn);
    long deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < deadline) {
      byte[] bytes = copy.readFromCopy(false);
      if (bytes == null) {
        LockSupport.parkNanos(PAUSE_NANOS);
      } else if (bytes[0] == 'k') {
        return;
      }
    }
  }

  public static long later(long lsn, long other) {
    return Long.compareUnsigned(lsn, other) >= 0 ? lsn : other;
  }

  private void abortIfSilent() {
    if (System.nanoTime() - lastByteNanos > SILENCE_MAX.toNanos()) {
      silent = true;
      abort();
    }
  }

  /** Cuts the connection, whatever a thread is doing with it. */
  public void abort() {
    RelayConnections.abort(connection);
  }

  /**
   * Cuts the connection: to end the copy by the protocol, all messages in flight would have to be
   * received first.
   */
  @Override
  public void close() {
    watch.cancel(false);
    abort();
  }
}
