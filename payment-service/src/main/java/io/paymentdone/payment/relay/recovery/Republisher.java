package io.paymentdone.payment.relay.recovery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.paymentdone.payment.event.PaymentEvents;
import io.paymentdone.payment.event.PaymentMessage;
import io.paymentdone.payment.relay.publishing.EventProducer;
import io.paymentdone.payment.relay.publishing.PublishWindow;
import io.paymentdone.payment.relay.replication.RelayConnections;
import io.paymentdone.payment.relay.replication.RelayProperties;
import io.paymentdone.payment.writer.StoredPayment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes payments from their table instead of the WAL, by {@code seq}; the records are the same
 * to the byte.
 */
public final class Republisher {

  private static final int FETCH_SIZE = 1000;
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
  private static final long CHECKPOINT_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final RelayProperties properties;
  private final Timer published;
  private final Counter republished;

  /**
   * A republisher.
   *
   * @param published times each acknowledgement
   * @param republished counts events
   */
  public Republisher(RelayProperties properties, Timer published, Counter republished) {
    this.properties = properties;
    this.published = published;
    this.republished = republished;
  }

  /**
   * What was published.
   *
   * @param firstSeq 0 when nothing was
   * @param lastSeq 0 when nothing was
   */
  public record Summary(long events, long firstSeq, long lastSeq) {}

  /** Takes the seq up to which everything is acknowledged, about once a second. */
  public interface Checkpoint {

    /** Records nothing. */
    Checkpoint NONE = seq -> {};

    void reached(long seq) throws SQLException;
  }

  /**
   * Publishes every payment above a {@code seq} that one snapshot shows, and waits for Kafka to
   * acknowledge them all.
   *
   * @param connection from {@link RelayConnections#openLongTransaction}; left with an open
   *     transaction
   * @param snapshot an exported one; null: the state of now
   * @throws org.apache.kafka.common.KafkaException when not all were acknowledged
   * @throws IllegalStateException when stopped before the end
   */
  public Summary republish(
      Connection connection,
      @Nullable String snapshot,
      long above,
      EventProducer producer,
      BooleanSupplier stopping,
      Checkpoint checkpoint)
      throws SQLException {
    PublishWindow window = new PublishWindow(producer, properties, published);
    beginTransaction(connection, snapshot);
    long events = 0;
    long first = 0;
    long last = 0;
    long checkpointNanos = System.nanoTime();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select seq, {columns}, traceparent, caller
            from payment where seq > ? order by seq
            """
                .replace("{columns}", StoredPayment.COLUMNS))) {
      select.setFetchSize(FETCH_SIZE);
      select.setLong(1, above);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          await(window, stopping, window::isFull);
          PaymentMessage message = message(row);
          window.publish(message, 0);
          republished.increment();
          first = events == 0 ? message.seq() : first;
          last = message.seq();
          events++;
          if (System.nanoTime() - checkpointNanos >= CHECKPOINT_INTERVAL_NANOS) {
            checkpoint.reached(window.acknowledgedSeq());
            checkpointNanos = System.nanoTime();
          }
        }
      }
    }
    await(window, stopping, () -> !window.isEmpty());
    return new Summary(events, first, last);
  }

  private static void beginTransaction(Connection connection, @Nullable String snapshot)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level repeatable read, read only");
      if (snapshot != null) {
        statement.execute("set transaction snapshot " + statement.enquoteLiteral(snapshot));
      }
    }
  }

  private static PaymentMessage message(ResultSet row) throws SQLException {
    return PaymentEvents.message(
        row.getLong("seq"),
        StoredPayment.read(row).event(),
        row.getString("traceparent"),
        row.getString("caller"));
  }

  private void await(PublishWindow window, BooleanSupplier stopping, BooleanSupplier waiting) {
    window.advance();
    while (waiting.getAsBoolean()) {
      if (stopping.getAsBoolean()) {
        throw new IllegalStateException("stopped before everything was republished");
      }
      if (window.stalledNanos() > properties.acknowledgementTimeout().toNanos()) {
        throw new TimeoutException("Kafka does not acknowledge republished events");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      window.advance();
    }
  }
}
