package io.paymentdone.notification.deadletter;

import io.paymentdone.web.Cursor;
import io.paymentdone.web.Page;
import io.paymentdone.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** Lists dead letters and puts them back on the topic. */
@Service
class DeadLetters {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private static final Cursor CURSOR = new Cursor("dead-letters", "");

  private final DeadLetterTable table;
  private final SourceTopic topic;

  DeadLetters(DeadLetterTable table, SourceTopic topic) {
    this.table = table;
    this.topic = topic;
  }

  /** A page of all dead letters, newest first. */
  Page<DeadLetterItem> page(int limit, @Nullable String after) {
    long before = after == null ? Long.MAX_VALUE : CURSOR.read(after, 1)[0];
    List<DeadLetterItem> rows = table.before(before, limit + 1);
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
    return table.redriven(id, by).orElseThrow(() -> notFound(id));
  }

  private static ProblemException notFound(long id) {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "not-found", "There is no dead letter " + id + ".");
  }
}
