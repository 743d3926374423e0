package io.paymentdone.notification.deadletter;

import io.paymentdone.web.paging.AnswerMemory;
import io.paymentdone.web.paging.Cursor;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.paging.SizedRow;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Lists and redrives dead letters. */
@Service
class DeadLetters {

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private static final Cursor CURSOR = new Cursor("dead-letters", "");

  /** Copies of a record during a redrive: the row, the record and the buffer of the producer. */
  private static final int COPIES = 3;

  private final DeadLetterTable table;
  private final Redriver redriver;
  private final MemoryBudget memory;
  private final AnswerMemory answers;

  /** Ids that this replica is redriving. */
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

  DeadLetters(DeadLetterTable table, Redriver redriver, MemoryBudget memory, AnswerMemory answers) {
    this.table = table;
    this.redriver = redriver;
    this.memory = memory;
    this.answers = answers;
  }

  /** A page of all dead letters, newest first. */
  Page<DeadLetterItem> page(int limit, @Nullable String after) {
    long before = after == null ? Long.MAX_VALUE : CURSOR.read(after, 1)[0];
    return answers
        .page(
            table.before(before, limit + 1),
            limit,
            SizedRow::octets,
            last -> CURSOR.write(last.item().id()))
        .map(SizedRow::item);
  }

  /**
   * Puts a record back on its topic, unchanged and once: a repeated call returns the time of the
   * first redrive. A valid event is then received as usual; a record that is still invalid comes
   * back as a new dead letter, which can be redriven in turn. Two replicas that receive the call at
   * the same moment may publish one copy each, which does no harm.
   *
   * @param by name of the caller
   * @throws ProblemException 404 for an unknown id; 409 {@code redrive-under-way}; 422 {@code
   *     content-not-kept} for a record that was too large; those of {@link Redriver#send} and
   *     {@link MemoryBudget#within} if the record is not put back
   */
  DeadLetterItem redrive(long id, String by) {
    if (!underWay.add(id)) {
      throw ProblemException.of(
          ProblemCode.REDRIVE_UNDER_WAY,
          "Another request is redriving dead letter " + id + "; read its state again.");
    }
    try {
      DeadLetterItem item = table.item(id).orElseThrow(() -> notFound(id));
      if (item.redrivenAt() != null) {
        return item;
      }
      if (item.reason().equals(RejectionReason.RECORD_TOO_LARGE.code())) {
        throw contentNotKept(item);
      }
      return memory.within(COPIES * table.bytes(id), () -> putBack(id, by));
    } finally {
      underWay.remove(id);
    }
  }

  private DeadLetterItem putBack(long id, String by) {
    // No transaction is open during the send.
    redriver.send(table.record(id).orElseThrow(() -> notFound(id)));
    log.info("Dead letter {} redriven by {}", id, by);
    return table.markRedriven(id, by).orElseThrow(() -> notFound(id));
  }

  private static ProblemException contentNotKept(DeadLetterItem item) {
    return ProblemException.of(
        ProblemCode.CONTENT_NOT_KEPT,
        "The record was too large to be stored, so there is nothing to redrive. The topic still has"
            + " the record in partition "
            + item.partition()
            + " at offset "
            + item.offset()
            + " until its retention ends.");
  }

  private static ProblemException notFound(long id) {
    return ProblemException.of(ProblemCode.NOT_FOUND, "There is no dead letter " + id + ".");
  }
}
