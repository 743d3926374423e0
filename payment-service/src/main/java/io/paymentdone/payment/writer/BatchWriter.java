package io.paymentdone.payment.writer;

import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.overload.OutOfMemory;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch and answers each of its payments, whatever happens. A row that makes the statement
 * fail is found by halving; its neighbours are stored at once.
 */
final class BatchWriter {

  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  /** How long one batch may be tried apart before the rest of it waits off the writer. */
  private static final Duration ISOLATION_MAX = Duration.ofMillis(500);

  private final WriterConnections connections;
  private final BatchStatement statement;
  private final ContendedKeys contendedKeys;
  private final long isolationLockTimeoutMillis;
  private final RepeatedFailure failure = new RepeatedFailure(Clock.systemUTC());

  /** Of batches. Never ended: between two that fail there are as many good ones. */
  private final RepeatedFailure refusals = new RepeatedFailure(Clock.systemUTC());

  BatchWriter(
      WriterConnections connections,
      BatchStatement statement,
      ContendedKeys contendedKeys,
      WriterProperties properties) {
    this.connections = connections;
    this.statement = statement;
    this.contendedKeys = contendedKeys;
    this.isolationLockTimeoutMillis = properties.isolationLockTimeout().toMillis();
  }

  /** Writes the payments whose requests still wait. */
  void write(List<PendingPayment> waiting) {
    List<PendingPayment> batch = List.of();
    try (Connection connection = connections.get()) {
      failure.end();
      // Claimed only once there is a connection: until then it is certain that nothing was written.
      batch = claim(waiting);
      if (!batch.isEmpty()) {
        writeOrDiscard(connection, KeyGroup.of(batch));
      }
    } catch (SQLException e) {
      String why = RepeatedFailure.causes(e);
      if (failure.isNews(why)) {
        log.warn("payments are not stored: {}", why);
      }
      notWritten(waiting);
    } catch (RuntimeException | Error e) {
      if (batch.isEmpty()) {
        notWritten(waiting);
      }
      batch.forEach(payment -> payment.complete(WriteFailure.UNKNOWN.outcome()));
      OutOfMemory.report(e);
      if (refusals.isNews(e.toString())) {
        log.error("unexpected failure while writing a batch of {} payments", batch.size(), e);
      }
    }
  }

  /** Payments that have an outcome already keep it. */
  private static void notWritten(List<PendingPayment> waiting) {
    waiting.stream()
        .filter(PendingPayment::claim)
        .forEach(payment -> payment.complete(WriteFailure.NOT_WRITTEN.outcome()));
  }

  private List<PendingPayment> claim(List<PendingPayment> waiting) {
    List<PendingPayment> batch = new ArrayList<>(waiting.size());
    for (PendingPayment payment : waiting) {
      if (!contendedKeys.join(payment) && payment.claim()) {
        batch.add(payment);
      }
    }
    return batch;
  }

  private void writeOrDiscard(Connection connection, List<KeyGroup> groups) {
    try {
      writeOrIsolate(connection, groups);
    } catch (RuntimeException | Error e) {
      // PostgreSQL's answer may be half read; the next batch would take the rest for its own.
      connections.discard(connection);
      throw e;
    }
  }

  private void writeOrIsolate(Connection connection, List<KeyGroup> groups) {
    try {
      statement.write(connection, groups);
    } catch (SQLException e) {
      WriteFailure failure = WriteFailure.of(e);
      if (isNews(failure, e)) {
        log.warn("batch of {} failed as {}: {}", groups.size(), failure, e.getMessage());
      }
      boolean keyed = groups.stream().anyMatch(group -> group.key() != null);
      if (failure == WriteFailure.KEY_HELD && keyed) {
        isolateHeldKeys(connection, groups);
      } else if (failure == WriteFailure.BAD_ROW && groups.size() > 1) {
        int middle = groups.size() / 2;
        writeOrIsolate(connection, groups.subList(0, middle));
        writeOrIsolate(connection, groups.subList(middle, groups.size()));
      } else {
        // Inserts without a key wait for no row, so the whole table is locked. All of them are
        // cancelled; otherwise they would commit after the client had been told 503.
        failAll(groups, failure);
      }
    }
  }

  private boolean isNews(WriteFailure failure, SQLException e) {
    return refusals.isNews(failure + ": " + e.getMessage());
  }

  /** Writes the groups without a key first, all at once, then searches the held keys. */
  private void isolateHeldKeys(Connection connection, List<KeyGroup> groups) {
    List<KeyGroup> keyless = new ArrayList<>();
    List<KeyGroup> keyed = new ArrayList<>();
    groups.forEach(group -> (group.key() == null ? keyless : keyed).add(group));
    if (!keyless.isEmpty()) {
      writeOrIsolate(connection, keyless);
    }
    try {
      set(connection, "lock_timeout = " + isolationLockTimeoutMillis);
    } catch (SQLException e) {
      if (isNews(WriteFailure.NOT_WRITTEN, e)) {
        log.warn("batch cannot be tried apart: {}", e.getMessage());
      }
      failAll(keyed, WriteFailure.NOT_WRITTEN);
      return;
    }
    part(connection, keyed, System.nanoTime() + ISOLATION_MAX.toNanos());
    // Every payment has its outcome now or belongs to the contended keys, so a failure to reset the
    // connection concerns none of them.
    try {
      set(connection, "lock_timeout to default");
    } catch (SQLException e) {
      if (isNews(WriteFailure.UNKNOWN, e)) {
        log.warn("connection is given up: {}", e.getMessage());
      }
      connections.discard(connection);
    }
  }

  private static void set(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set " + setting);
    }
  }

  /** Writes the groups, halving a failed list until each group that cannot be written is alone. */
  private void part(Connection connection, List<KeyGroup> groups, long untilNanos) {
    if (System.nanoTime() - untilNanos > 0) {
      groups.forEach(group -> single(group, WriteFailure.KEY_HELD));
      return;
    }
    try {
      statement.write(connection, groups);
    } catch (SQLException e) {
      WriteFailure failure = WriteFailure.of(e);
      if (!failure.concernsSingleRows()) {
        failAll(groups, failure);
      } else if (groups.size() == 1) {
        single(groups.getFirst(), failure);
      } else {
        int middle = groups.size() / 2;
        part(connection, groups.subList(0, middle), untilNanos);
        part(connection, groups.subList(middle, groups.size()), untilNanos);
      }
    }
  }

  private void single(KeyGroup group, WriteFailure failure) {
    PaymentKey key = group.key();
    if (failure == WriteFailure.KEY_HELD && key != null) {
      contendedKeys.add(key, group.payments());
      return;
    }
    group.fail(failure.outcome());
  }

  private static void failAll(List<KeyGroup> groups, WriteFailure failure) {
    groups.forEach(group -> group.fail(failure.outcome()));
  }
}
