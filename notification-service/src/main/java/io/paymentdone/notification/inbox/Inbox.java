package io.paymentdone.notification.inbox;

import io.paymentdone.notification.deadletter.DeadLetterWriter;
import io.paymentdone.notification.deadletter.RejectedRecord;
import io.paymentdone.notification.deadletter.RejectionReason;
import io.paymentdone.notification.feed.FeedProperties;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Idempotent consumer: turns a batch of records into feed entries and dead letters.
 *
 * <p>Order of writes: first the feed, then the dead letters ({@link DeadLetterWriter}), and
 * finally, by the caller, the offsets. After a crash in between, the batch is delivered again: the
 * tables ignore what they have, and the dead-letter topic may get a second copy with the same
 * original partition and offset.
 */
@Component
class Inbox {

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final EventReader reader;
  private final InboxTable table;
  private final DeadLetterWriter deadLetterWriter;
  private final InboxMetrics metrics;
  private final FeedProperties feed;
  private final Clock clock;

  Inbox(
      EventReader reader,
      InboxTable table,
      DeadLetterWriter deadLetterWriter,
      InboxMetrics metrics,
      FeedProperties feed,
      Clock clock) {
    this.reader = reader;
    this.table = table;
    this.deadLetterWriter = deadLetterWriter;
    this.metrics = metrics;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * Receives a batch.
   *
   * @throws RuntimeException if the database or the dead-letter topic is unavailable; the caller
   *     must not commit, and the batch is delivered again
   */
  void receive(List<ConsumerRecord<byte[], byte[]>> batch) {
    try {
      receiveAll(batch);
    } catch (OutOfMemoryError e) {
      // Another thread may have used the memory for a moment, so the batch is retried like after an
      // outage.
      throw new IllegalStateException(
          "not enough memory for a batch of " + batch.size() + " records", e);
    }
  }

  private void receiveAll(List<ConsumerRecord<byte[], byte[]>> batch) {
    Instant now = clock.instant();
    Batch read = read(batch, now);
    List<RejectedRecord> deadLetters = new ArrayList<>(read.rejected());
    deadLetters.addAll(metrics.timeInsert(() -> store(read.events())));
    deadLetterWriter.write(deadLetters);
    if (!deadLetters.isEmpty()) {
      // Without the detail, which may quote the record.
      RejectedRecord first = deadLetters.getFirst();
      log.warn(
          "{} of {} records are dead letters, the first one at {}-{} offset {}: {}",
          deadLetters.size(),
          batch.size(),
          first.source().topic(),
          first.source().partition(),
          first.source().offset(),
          first.reason().code());
    }
    metrics.received(batch.size(), read.events(), deadLetters, read.expired(), now);
  }

  private Batch read(List<ConsumerRecord<byte[], byte[]>> batch, Instant now) {
    // The entry of an older event may have been purged, so the event would notify a second time.
    Instant oldest = now.minus(feed.retention());
    List<ReceivedEvent> events = new ArrayList<>(batch.size());
    List<RejectedRecord> rejected = new ArrayList<>();
    int expired = 0;
    for (ConsumerRecord<byte[], byte[]> source : batch) {
      try {
        ReceivedEvent received = reader.read(source);
        if (received.event().occurredAt().isBefore(oldest)) {
          expired++;
        } else {
          events.add(received);
        }
      } catch (InvalidEventException e) {
        rejected.add(new RejectedRecord(source, e.reason(), e.detail()));
      }
    }
    return new Batch(events, rejected, expired);
  }

  /** Stores the events; returns those that the table or the database refuses. */
  private List<RejectedRecord> store(List<ReceivedEvent> events) {
    if (events.isEmpty()) {
      return List.of();
    }
    try {
      return table.store(events);
    } catch (DataAccessException e) {
      String refusal = refusal(e);
      if (refusal == null) {
        throw e;
      }
      log.debug("The database refused data of a batch of {} events: {}", events.size(), refusal);
      return bisect(events, refusal);
    }
  }

  /** Bisects the events until the refused row is alone, so that all other rows are stored. */
  private List<RejectedRecord> bisect(List<ReceivedEvent> events, String refusal) {
    if (events.size() == 1) {
      return List.of(
          new RejectedRecord(
              events.getFirst().source(), RejectionReason.REFUSED_BY_DATABASE, refusal));
    }
    int middle = events.size() / 2;
    List<RejectedRecord> refused = new ArrayList<>(store(events.subList(0, middle)));
    refused.addAll(store(events.subList(middle, events.size())));
    return refused;
  }

  /**
   * Message of the database about invalid data (SQLSTATE classes 22 and 23); null for other errors.
   */
  private static @Nullable String refusal(DataAccessException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        boolean data = sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23");
        return data
            ? sql.getSQLState() + " " + RejectedRecord.printable(String.valueOf(sql.getMessage()))
            : null;
      }
    }
    return null;
  }

  private record Batch(List<ReceivedEvent> events, List<RejectedRecord> rejected, int expired) {}
}
