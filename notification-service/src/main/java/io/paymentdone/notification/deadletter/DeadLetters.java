package io.paymentdone.notification.deadletter;

import io.paymentdone.web.Cursor;
import io.paymentdone.web.Page;
import io.paymentdone.web.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lists dead letters and puts them back on the topic. */
@Service
class DeadLetters {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private static final Cursor CURSOR = new Cursor("dead-letters", "");

  private final DeadLetterRepository deadLetters;
  private final DeadLetterTable table;
  private final SourceTopic topic;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DeadLetters(
      DeadLetterRepository deadLetters,
      DeadLetterTable table,
      SourceTopic topic,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.deadLetters = deadLetters;
    this.table = table;
    this.topic = topic;
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
   * @throws ProblemException 404 for an unknown one; as {@link SourceTopic#send} when it is not put
   *     back
   */
  DeadLetterItem redrive(long id, String by) {
    // No transaction is open meanwhile.
    topic.send(table.record(id).orElseThrow(() -> notFound(id)));
    log.info("Dead letter {} put back by {}", id, by);
    transaction.executeWithoutResult(
        status -> deadLetters.redriven(id, clock.instant().truncatedTo(ChronoUnit.MICROS), by));
    return deadLetters.findById(id).map(DeadLetter::toItem).orElseThrow(() -> notFound(id));
  }

  private static ProblemException notFound(long id) {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "not-found", "There is no dead letter " + id + ".");
  }
}
