package io.paymentdone.benchmarks.acceptance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The limit: the row of a payment, inserted by itself in a transaction of its own, prepared, over
 * as many connections to PostgreSQL, without HTTP, validation, event or pool.
 */
final class OneRowInserts {

  private static final String INSERT =
      """
      insert into payment (id, caller, idempotency_key, user_id, amount, currency, description,
                           created_at, traceparent)
      values (?, 'anonymous', ?, ?, 1250, 'EUR', 'order 42', ?,
              '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
      """;

  private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(1);

  private final String keyPrefix;
  private final Duration warmUp;
  private final Duration window;

  /**
   * What was measured.
   *
   * @param latencyMicros of the inserts in the window
   */
  record Inserted(double ratePerSecond, Histogram latencyMicros) {}

  /** Where the connections come from. */
  @FunctionalInterface
  interface Connections {
    Connection open() throws SQLException;
  }

  OneRowInserts(String keyPrefix, Duration warmUp, Duration window) {
    this.keyPrefix = keyPrefix;
    this.warmUp = warmUp;
    this.window = window;
  }

  /** Inserts over that many connections. */
  Inserted run(Connections connections, int count)
      throws SQLException, InterruptedException, ExecutionException {
    List<Connection> open = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(count)) {
      for (int i = 0; i < count; i++) {
        open.add(connections.open());
      }
      CountDownLatch ready = new CountDownLatch(count);
      List<Future<Histogram>> results = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        results.add(threads.submit(worker(open.get(i), i, ready)));
      }
      Histogram all = new Histogram(LATENCY_MICROS_MAX, 3);
      for (Future<Histogram> result : results) {
        all.add(result.get());
      }
      return new Inserted(all.getTotalCount() * 1e9 / window.toNanos(), all);
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private Callable<Histogram> worker(Connection connection, int worker, CountDownLatch ready) {
    return () -> {
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        ready.countDown();
        ready.await();
        return insertUntilEnd(insert, worker);
      }
    };
  }

  private Histogram insertUntilEnd(PreparedStatement insert, int worker) throws SQLException {
    Histogram latency = new Histogram(LATENCY_MICROS_MAX, 3);
    long from = System.nanoTime() + warmUp.toNanos();
    long end = from + window.toNanos();
    long now = System.nanoTime();
    for (int i = 0; now < end; i++) {
      long begin = now;
      insert.setObject(1, timeOrderedId());
      insert.setString(2, keyPrefix + worker + "-" + i);
      insert.setString(3, "user-" + ThreadLocalRandom.current().nextInt(1000));
      insert.setObject(4, OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS));
      insert.executeUpdate();
      now = System.nanoTime();
      if (now >= from && now < end) {
        latency.recordValue(TimeUnit.NANOSECONDS.toMicros(now - begin));
      }
    }
    return latency;
  }

  /** UUIDv7 (RFC 9562), as the service's: random ids would cost the index more. */
  private static UUID timeOrderedId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (System.currentTimeMillis() << 16) | 0x7000L | random.nextInt(0x1000);
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
