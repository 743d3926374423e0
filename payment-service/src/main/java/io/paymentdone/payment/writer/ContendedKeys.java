package io.paymentdone.payment.writer;

import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.overload.OutOfMemory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Payments whose key another transaction holds. Each key has a virtual thread that waits, so that
 * no other payment does.
 */
final class ContendedKeys {

  private static final Logger log = LoggerFactory.getLogger(ContendedKeys.class);

  /** What an attempt takes beyond its lock time-out. */
  private static final Duration MARGIN = Duration.ofMillis(100);

  private final WriterConnections connections;
  private final BatchStatement statement;
  private final long attemptNanos;
  private final int keysMax;
  private final Semaphore attempts = new Semaphore(WriterConnections.CONTENDED_CONNECTIONS, true);

  private final RepeatedFailure unexpected = new RepeatedFailure(Clock.systemUTC());

  /** Guarded by itself. */
  private final Map<PaymentKey, List<PendingPayment>> waiting = new HashMap<>();

  private volatile boolean empty = true;

  ContendedKeys(
      WriterConnections connections, BatchStatement statement, WriterProperties properties) {
    this.connections = connections;
    this.statement = statement;
    this.attemptNanos = properties.lockTimeout().plus(MARGIN).toNanos();
    this.keysMax = properties.contendedKeysMax();
  }

  /** Takes a waiting payment in if its key is known to be held elsewhere. */
  boolean join(PendingPayment payment) {
    if (empty) {
      return false;
    }
    PaymentKey key = KeyGroup.key(payment.order());
    if (key == null) {
      return false;
    }
    synchronized (waiting) {
      List<PendingPayment> others = waiting.get(key);
      return others != null && others.add(payment);
    }
  }

  /** Takes claimed payments of one key in, known not to be written. */
  void add(PaymentKey key, List<PendingPayment> payments) {
    payments.forEach(PendingPayment::release);
    synchronized (waiting) {
      List<PendingPayment> others = waiting.get(key);
      if (others != null) {
        others.addAll(payments);
        return;
      }
      if (waiting.size() < keysMax) {
        waiting.put(key, new ArrayList<>(payments));
        empty = false;
        Thread.ofVirtual().name("contended-key").start(() -> writeUntilNoneWaits(key));
        return;
      }
    }
    payments.stream().filter(PendingPayment::claim).forEach(ContendedKeys::fail);
  }

  private void writeUntilNoneWaits(PaymentKey key) {
    for (List<PendingPayment> group = take(key); !group.isEmpty(); group = take(key)) {
      try {
        attempt(key, group);
      } catch (RuntimeException | Error e) {
        // Whatever it is: a key whose thread has ended would take in payments for ever.
        group.forEach(payment -> payment.complete(Outcome.Failure.UNKNOWN));
        OutOfMemory.report(e);
        if (unexpected.isNews(e.toString())) {
          log.error("a contended key's payments are not stored", e);
        }
      }
    }
  }

  /** The payments that wait for the key now; an empty list ends the key's thread. */
  private List<PendingPayment> take(PaymentKey key) {
    synchronized (waiting) {
      List<PendingPayment> group = waiting.getOrDefault(key, List.of());
      if (group.isEmpty()) {
        waiting.remove(key);
        empty = waiting.isEmpty();
        return List.of();
      }
      waiting.put(key, new ArrayList<>());
      return group;
    }
  }

  private void attempt(PaymentKey key, List<PendingPayment> group) {
    attempts.acquireUninterruptibly();
    List<PendingPayment> claimed = List.of();
    try (Connection connection = connections.get()) {
      claimed = claim(group);
      if (!claimed.isEmpty()) {
        writeOrDiscard(connection, new KeyGroup(key, claimed));
      }
    } catch (SQLException e) {
      if (claimed.isEmpty()) {
        failed(key, claim(group), WriteFailure.NOT_WRITTEN);
      } else {
        failed(key, claimed, WriteFailure.of(e));
      }
    } finally {
      attempts.release();
    }
  }

  private void writeOrDiscard(Connection connection, KeyGroup group) throws SQLException {
    try {
      statement.write(connection, List.of(group));
    } catch (RuntimeException | Error e) {
      // PostgreSQL's answer may be half read; the next user would take the rest for its own.
      connections.discard(connection);
      throw e;
    }
  }

  /** Claims the payments that have time for another attempt, and fails the others unwritten. */
  private List<PendingPayment> claim(List<PendingPayment> group) {
    List<PendingPayment> claimed = new ArrayList<>(group.size());
    for (PendingPayment payment : group) {
      if (payment.claim()) {
        if (payment.nanosLeft() > attemptNanos) {
          claimed.add(payment);
        } else {
          fail(payment);
        }
      }
    }
    return claimed;
  }

  private void failed(PaymentKey key, List<PendingPayment> claimed, WriteFailure failure) {
    if (failure != WriteFailure.KEY_HELD) {
      claimed.forEach(payment -> payment.complete(failure.outcome()));
      return;
    }
    claimed.forEach(PendingPayment::release);
    synchronized (waiting) {
      // Older payments first: the first is written, the others are its replays.
      waiting.computeIfAbsent(key, absent -> new ArrayList<>()).addAll(0, claimed);
    }
  }

  private static void fail(PendingPayment payment) {
    payment.complete(Outcome.Failure.UNAVAILABLE);
  }
}
