package io.paymentdone.payment.relay.publishing;

import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.payment.relay.replication.ReplicationStream;
import io.paymentdone.payment.relay.replication.WalMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.postgresql.replication.LogSequenceNumber;

/** One stream from the slot into one producer, from its opening until either fails. */
public final class RelaySession {

  /** Messages read before acknowledgements are taken in again. */
  private static final int READ_BURST = 256;

  private static final long CONFIRM_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  /** The same when there is a new position to confirm, which shortens a replay. */
  private static final long CONFIRM_NEWS_INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

  private static final Duration LEAVE_TIMEOUT = Duration.ofMillis(500);
  private static final long PAUSE_NANOS_MIN = Duration.ofMillis(1).toNanos();
  private static final long PAUSE_NANOS_MAX = Duration.ofMillis(4).toNanos();

  private final ReplicationStream stream;
  private final PublishWindow window;
  private final Duration acknowledgementTimeout;
  private boolean inTransaction;
  private long commitMicros;
  private long confirmedLsn;
  private long confirmedNanos = System.nanoTime() - CONFIRM_INTERVAL_NANOS;
  private long pauseNanos = PAUSE_NANOS_MIN;

  public RelaySession(
      ReplicationStream stream, PublishWindow window, Duration acknowledgementTimeout) {
    this.stream = stream;
    this.window = window;
    this.acknowledgementTimeout = acknowledgementTimeout;
  }

  /**
   * Relays until {@code stopping} says so.
   *
   * @param advanced run each time the window has taken in what is acknowledged
   * @throws SQLException when the stream fails
   * @throws org.apache.kafka.common.KafkaException when Kafka refuses an event, or acknowledges
   *     none for too long
   * @throws UndecodableEventException before an event that cannot be read
   */
  public void run(BooleanSupplier stopping, Runnable advanced) throws SQLException {
    while (!stopping.getAsBoolean()) {
      boolean moved = readBurst();
      window.advance();
      advanced.run();
      if (window.stalledNanos() > acknowledgementTimeout.toNanos()) {
        throw new TimeoutException(
            "Kafka acknowledged nothing for " + acknowledgementTimeout.toSeconds() + " s");
      }
      confirm();
      pause(moved);
    }
    leave();
  }

  /** Waits for the events in flight, so that the next relay need not send them again. */
  private void leave() throws SQLException {
    long deadline = System.nanoTime() + LEAVE_TIMEOUT.toNanos();
    while (!window.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE_NANOS_MIN);
      window.advance();
    }
    stream.confirmAndAwaitAnswer(window.acknowledgedLsn(), LEAVE_TIMEOUT);
  }

  private boolean readBurst() throws SQLException {
    for (int i = 0; i < READ_BURST; i++) {
      if (window.isFull()) {
        stream.notReading();
        return i > 0;
      }
      WalMessage message = stream.poll();
      if (message == null) {
        return i > 0;
      }
      relay(message);
    }
    return true;
  }

  private void relay(WalMessage message) {
    switch (message) {
      case WalMessage.Begin(long committedMicros) -> {
        inTransaction = true;
        commitMicros = committedMicros;
      }
      case WalMessage.Event(ByteBuffer content) -> window.publish(decode(content), commitMicros);
      case WalMessage.Commit(long endLsn) -> {
        inTransaction = false;
        window.reached(endLsn);
      }
      case WalMessage.Keepalive(long sentLsn) -> {
        // Within a transaction this position lies before the transaction's end.
        if (!inTransaction) {
          window.reached(sentLsn);
        }
      }
      case WalMessage.Other() -> {}
    }
  }

  private PaymentMessage decode(ByteBuffer content) {
    try {
      return PaymentMessage.read(content);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new UndecodableEventException(
          "cannot read an event after " + LogSequenceNumber.valueOf(confirmedLsn).asString(), e);
    }
  }

  private void confirm() throws SQLException {
    long now = System.nanoTime();
    long lsn = window.acknowledgedLsn();
    long interval = lsn == confirmedLsn ? CONFIRM_INTERVAL_NANOS : CONFIRM_NEWS_INTERVAL_NANOS;
    if (now - confirmedNanos >= interval) {
      stream.confirm(lsn);
      confirmedLsn = lsn;
      confirmedNanos = now;
    }
  }

  /** An idle stream is polled less and less often, down to 250 times a second. */
  private void pause(boolean moved) {
    if (moved) {
      pauseNanos = PAUSE_NANOS_MIN;
    } else {
      LockSupport.parkNanos(pauseNanos);
      pauseNanos = Math.min(PAUSE_NANOS_MAX, pauseNanos + pauseNanos / 8);
    }
  }
}
