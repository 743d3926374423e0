package io.paymentdone.notification.deadletter;

import io.paymentdone.web.paging.Cursor;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Of an item's heads, as bytes, as text and as JSON. */
  private static final long ITEM_BYTES = 20 * 1024;

  /** A record that is put back is in the row, in the record and in the producer's buffer. */
  private static final int COPIES = 3;

  private final DeadLetterTable table;
  private final SourceTopic topic;
  private final MemoryBudget memory;

  /** Those that this replica is putting back. */
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

  DeadLetters(DeadLetterTable table, SourceTopic topic, MemoryBudget memory) {
    this.table = table;
    this.topic = topic;
    this.memory = memory;
  }

  /** A page of all dead letters, newest first. */
  Page<DeadLetterItem> page(int limit, @Nullable String after) {
    long before = after == null ? Long.MAX_VALUE : CURSOR.read(after, 1)[0];
    List<DeadLetterItem> rows =
        memory.within(limit * ITEM_BYTES, () -> table.before(before, limit + 1));
    return Page.of(rows, limit, last -> CURSOR.write(last.id()));
  }

  /**
   * Puts a record back on the topic as it was, once: asked again, it says when that was. An event
   * is then received as if it came first; a record that is still none comes back as a new dead
   * letter, which is the one to put back next. Two replicas asked at the same moment may put back
   * one copy each, which does no harm.
   *
   * @param by who asks
   * @throws ProblemException 404 for an unknown one; 409 {@code redrive-under-way}; 422 {@code
   *     content-not-kept} for one that was too large; as {@link SourceTopic#send} and {@link
   *     MemoryBudget#within} when it is not put back
   */
  DeadLetterItem redrive(long id, String by) {
    if (!underWay.add(id)) {
      throw ProblemException.of(
          HttpStatus.CONFLICT,
          "redrive-under-way",
          "Dead letter " + id + " is being put back by another request; look at it again.");
    }
    try {
      DeadLetterItem item = table.item(id).orElseThrow(() -> notFound(id));
      if (item.redrivenAt() != null) {
        return item;
      }
      if (item.reason().equals(Reason.RECORD_TOO_LARGE.code())) {
        throw contentNotKept(item);
      }
      return memory.within(COPIES * table.bytes(id), () -> putBack(id, by));
    } finally {
      underWay.remove(id);
    }
  }

  private DeadLetterItem putBack(long id, String by) {
    // No transaction is open meanwhile.
    topic.send(table.record(id).orElseThrow(() -> notFound(id)));
    log.info("Dead letter {} put back by {}", id, by);
    return table.redriven(id, by).orElseThrow(() -> notFound(id));
  }

  private static ProblemException contentNotKept(DeadLetterItem item) {
    return ProblemException.of(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "content-not-kept",
        "The record was too large to be kept, so there is nothing to put back. It lies on the topic"
            + " in partition "
            + item.partition()
            + " at offset "
            + item.offset()
            + " for as long as the topic keeps it.");
  }

  private static ProblemException notFound(long id) {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "not-found", "There is no dead letter " + id + ".");
  }
}
