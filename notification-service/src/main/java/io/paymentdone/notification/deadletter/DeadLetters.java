package io.paymentdone.notification.deadletter;

import io.paymentdone.web.Cursor;
import io.paymentdone.web.Page;
import io.paymentdone.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lists dead letters and puts them back on the topic. */
@Service
class DeadLetters {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);
  private static final Cursor CURSOR = new Cursor("dead-letters", "");

  private final DeadLetterRepository deadLetters;
  private final DeadLetterTable table;
  private final KafkaTemplate<byte[], byte[]> kafka;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DeadLetters(
      DeadLetterRepository deadLetters,
      DeadLetterTable table,
      KafkaTemplate<byte[], byte[]> kafka,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.deadLetters = deadLetters;
    this.table = table;
    this.kafka = kafka;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  /** A page of all dead letters, newest first. */
  Page<DeadLetterItem> page(int limit, @Nullable String after) {
    long before = after == null ? Long.MAX_VALUE : CURSOR.read(after, 1)[0];
    List<DeadLetterItem> rows =
        deadLetters.findByIdLessThanOrderByIdDesc(before, Limit.of(limit + 1)).stream()
            .map(DeadLetter::toItem)
            .toList();
    return Page.of(rows, limit, last -> CURSOR.write(last.id()));
  }

  /**
   * Puts a record back on the topic as it was. Doing so twice is harmless: an event is received
   * once; a record that is still none comes back as a new dead letter.
   *
   * @param by who asks
   */
  DeadLetterItem redrive(long id, String by) {
    send(table.record(id).orElseThrow(() -> notFound(id)));
    log.info("Dead letter {} put back by {}", id, by);
    transaction.executeWithoutResult(
        status -> deadLetters.redriven(id, clock.instant().truncatedTo(ChronoUnit.MICROS), by));
    return deadLetters.findById(id).map(DeadLetter::toItem).orElseThrow(() -> notFound(id));
  }

  /** No transaction is open meanwhile. */
  private void send(ProducerRecord<byte[], byte[]> record) {
    try {
      kafka.send(record).get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      log.warn("Dead letter not put back", e);
      throw ProblemException.unavailable(
          "kafka-unavailable",
          "Kafka did not acknowledge the record in time. Repeat it: a second copy does no harm.",
          SEND_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("stopping", "This replica stops.", SEND_TIMEOUT);
    }
  }

  private static ProblemException notFound(long id) {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "not-found", "There is no dead letter " + id + ".");
  }
}
