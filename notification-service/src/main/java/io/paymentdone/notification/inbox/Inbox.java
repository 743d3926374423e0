package io.paymentdone.notification.inbox;

import io.paymentdone.notification.deadletter.DeadLetterTopic;
import io.paymentdone.notification.deadletter.Reason;
import io.paymentdone.notification.deadletter.RejectedRecord;
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
 * <p>Order of writes: the database first, then the dead-letter topic, then, by the caller, the
 * offsets. A crash in between redelivers the batch; the table ignores what it has, and the
 * dead-letter topic may hold a record twice, both copies naming the same partition and offset.
 */
@Component
class Inbox {

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final EventReader reader;
  private final InboxTable table;
  private final DeadLetterTopic deadLetterTopic;
  private final InboxMetrics metrics;
  private final FeedProperties feed;
  private final Clock clock;

  Inbox(
      EventReader reader,
      InboxTable table,
      DeadLetterTopic deadLetterTopic,
      InboxMetrics metrics,
      FeedProperties feed,
      Clock clock) {
    this.reader = reader;
    this.table = table;
    this.deadLetterTopic = deadLetterTopic;
    this.metrics = metrics;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * Receives a batch.
   *
   * @throws RuntimeException when database or dead-letter topic are away: nothing may be committed,
   *     the batch comes again
   */
  void receive(List<ConsumerRecord<byte[], byte[]>> batch) {
    try {
      receiveAll(batch);
    } catch (OutOfMemoryError e) {
      // Some other thread's need of a moment: the next try is like the first.
      throw new IllegalStateException("no memory for a batch of " + batch.size(), e);
    }
  }

  private void receiveAll(List<ConsumerRecord<byte[], byte[]>> batch) {
    Instant now = clock.instant();
    Batch read = read(batch, now);
    List<RejectedRecord> deadLetters = metrics.timeInsert(() -> store(read));
    deadLetterTopic.publish(deadLetters);
    if (!deadLetters.isEmpty()) {
      RejectedRecord first = deadLetters.getFirst();
      log.warn(
          "{} of {} records are dead letters, the first {}-{} at offset {}: {}",
          deadLetters.size(),
          batch.size(),
          first.source().topic(),
          first.source().partition(),
          first.source().offset(),
          first.detail());
    }
    metrics.received(batch.size(), read.events(), deadLetters, read.expired(), now);
  }

  private Batch read(List<ConsumerRecord<byte[], byte[]>> batch, Instant now) {
    // Older ones may have been purged: received again, they would notify a second time.
    Instant oldest = now.minus(feed.retention());
    List<ReceivedEvent> events = new ArrayList<>(batch.size());
    List<RejectedRecord> rejected = new ArrayList<>();
    int expired = 0;
    for (ConsumerRecord<byte[], byte[]> source : batch) {
      try {
        ReceivedEvent received = new ReceivedEvent(source, reader.read(source));
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

  private List<RejectedRecord> store(Batch batch) {
    if (batch.events().isEmpty() && batch.rejected().isEmpty()) {
      return List.of();
    }
    try {
      return table.store(batch.events(), batch.rejected());
    } catch (DataAccessException e) {
      String refusal = refusal(e);
      if (refusal == null || batch.events().isEmpty()) {
        throw e;
      }
      log.debug("A batch of {} events has data that is refused: {}", batch.size(), refusal);
      return storeApart(batch, refusal);
    }
  }

  /** One row's bad data must not keep its neighbours out: halves, down to the row alone. */
  private List<RejectedRecord> storeApart(Batch batch, String refusal) {
    if (batch.events().size() == 1) {
      RejectedRecord refused =
          new RejectedRecord(
              batch.events().getFirst().source(), Reason.REFUSED_BY_DATABASE, refusal);
      List<RejectedRecord> rejected = new ArrayList<>(batch.rejected());
      rejected.add(refused);
      return table.store(List.of(), rejected);
    }
    int middle = batch.events().size() / 2;
    List<RejectedRecord> deadLetters = new ArrayList<>();
    deadLetters.addAll(store(new Batch(batch.events().subList(0, middle), batch.rejected(), 0)));
    deadLetters.addAll(
        store(new Batch(batch.events().subList(middle, batch.events().size()), List.of(), 0)));
    return deadLetters;
  }

  /** What the database says of bad data (SQLSTATE classes 22 and 23); null for any other error. */
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

  private record Batch(List<ReceivedEvent> events, List<RejectedRecord> rejected, int expired) {

    int size() {
      return events.size();
    }
  }
}
