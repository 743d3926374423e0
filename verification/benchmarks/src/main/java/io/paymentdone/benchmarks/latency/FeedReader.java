package io.paymentdone.benchmarks.latency;

import io.paymentdone.benchmarks.load.AcceptedListener;
import io.paymentdone.servers.PostgresServer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A reader of the feed that polls every millisecond for accepted payments, and measures from the
 * intended time of sending until it sees them: the latency of a client, not a server's figure.
 */
final class FeedReader implements AcceptedListener, AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(2);
  private static final Duration LAST_TIMEOUT = Duration.ofSeconds(30);

  private final PostgresServer postgres;
  private final int every;
  private final long fromNanos;
  private final Queue<Sample> told = new ConcurrentLinkedQueue<>();
  private final Histogram latencyMicros = new Histogram(LATENCY_MICROS_MAX, 3);
  private final Thread thread;
  private volatile boolean noMore;
  private volatile int unseen;

  private record Sample(UUID payment, long intendedNanos) {}

  /**
   * Begins to read.
   *
   * @param every one of so many payments is looked for: all would take too much of the machine
   * @param warmUp payments sent earlier than that from now are not measured
   */
  FeedReader(PostgresServer postgres, int every, Duration warmUp) {
    this.postgres = postgres;
    this.every = every;
    this.fromNanos = System.nanoTime() + warmUp.toNanos();
    this.thread = Thread.ofPlatform().name("feed-reader").start(this::read);
  }

  @Override
  public void accepted(int number, long intendedNanos, String location) {
    if (number % every == 0 && intendedNanos >= fromNanos) {
      String id = location.substring(location.lastIndexOf('/') + 1);
      told.add(new Sample(UUID.fromString(id), intendedNanos));
    }
  }

  private void read() {
    Map<UUID, Long> awaited = new HashMap<>();
    long deadline = Long.MAX_VALUE;
    try (Connection connection = postgres.connect("notification");
        PreparedStatement look =
            connection.prepareStatement(
                "select payment_id from notification where payment_id = any (?)")) {
      while (!(noMore && awaited.isEmpty() && told.isEmpty()) && System.nanoTime() < deadline) {
        for (Sample sample = told.poll(); sample != null; sample = told.poll()) {
          awaited.put(sample.payment(), sample.intendedNanos());
        }
        if (!awaited.isEmpty()) {
          look(connection, look, awaited);
        }
        if (noMore && deadline == Long.MAX_VALUE) {
          deadline = System.nanoTime() + LAST_TIMEOUT.toNanos();
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the feed", e);
    } finally {
      unseen = awaited.size();
    }
  }

  private void look(Connection connection, PreparedStatement look, Map<UUID, Long> awaited)
      throws SQLException {
    Array ids = connection.createArrayOf("uuid", awaited.keySet().toArray());
    look.setArray(1, ids);
    try (ResultSet seen = look.executeQuery()) {
      long now = System.nanoTime();
      while (seen.next()) {
        Long intended = awaited.remove(seen.getObject(1, UUID.class));
        if (intended != null) {
          latencyMicros.recordValue(
              Math.clamp(TimeUnit.NANOSECONDS.toMicros(now - intended), 0, LATENCY_MICROS_MAX));
        }
      }
    }
  }

  /** Waits for all accepted payments; the time until each was seen. */
  Histogram finish() throws InterruptedException {
    noMore = true;
    thread.join();
    if (unseen > 0) {
      throw new IllegalStateException(unseen + " payments never appeared in the feed");
    }
    return latencyMicros;
  }

  @Override
  public void close() {
    noMore = true;
  }
}
