package io.paymentdone.notification.erasure;

import io.paymentdone.notification.erasure.ErasureTable.FeedEnd;
import io.paymentdone.web.logging.RepeatedFailure;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

/**
 * Erases a user: feed, read marks, subscription, deliveries with their lanes, and dead letters.
 *
 * <p>Order of the steps: no e-mail is queued any more; the inbox ignores the events of the feed; no
 * statement is left that does not know that; the feed goes, and then what refers to it. An erasure
 * that ends early has left nothing that a repeated one does not find.
 */
@Service
class Erasure {

  private static final Logger log = LoggerFactory.getLogger(Erasure.class);

  /** Each has one connection at a time, of those that the feed's readers leave free. */
  private static final int AT_ONCE = 2;

  private static final int WAITING_MAX = 16;

  /** For the turn of an erasure. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  /** For rows that others have locked: longer than a transaction of the consumer may take, 5 s. */
  private static final Duration LOCKED_MAX = Duration.ofSeconds(8);

  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ErasureTable table;
  private final Bulkhead erasures = new Bulkhead(AT_ONCE, WAITING_MAX, WAIT_MAX);

  Erasure(ErasureTable table) {
    this.table = table;
  }

  /**
   * Erases a user, known or not. Entries that are received meanwhile, and their deliveries, stay.
   *
   * @param by name of the caller
   * @throws ProblemException 503 {@code overloaded} if nothing was erased; 503 {@code
   *     erasure-incomplete} if perhaps not all was, and the call should be repeated
   */
  void erase(String userId, String by) {
    erasures.call(() -> {
      log.info("An erasure begins, asked for by {}", by);
      try {
        Erased erased = eraseAll(userId);
        log.info("A user was erased by {}: {}", by, erased);
        return true;
      } catch (DataAccessException | TransactionException e) {
        log.warn("An erasure ended early: {}", RepeatedFailure.causes(e));
        throw incomplete("The database failed meanwhile.");
      } catch (ProblemException e) {
        log.warn("An erasure ended early: {}", e.getMessage());
        throw e;
      }
    });
  }

  /** Number of deleted rows. */
  private record Erased(int entries, int deliveries, int deadLetters) {

    @Override
    public String toString() {
      return entries
          + " feed entries, "
          + deliveries
          + " deliveries, "
          + deadLetters
          + " dead letters";
    }
  }

  private Erased eraseAll(String userId) {
    table.deleteSubscription(userId);
    List<FeedEnd> ends = table.remember(userId);
    if (!ends.isEmpty()) {
      awaitWriters();
    }
    int entries = 0;
    for (FeedEnd end : ends) {
      entries +=
          delete(() -> table.deleteEntries(userId, end), () -> table.hasEntries(userId, end));
    }
    table.deleteReadMarks(userId);
    int deliveries = 0;
    for (int target : table.targets(userId)) {
      deliveries +=
          delete(
              () -> table.deleteDeliveries(userId, target),
              () -> table.hasDeliveries(userId, target));
      await(() -> table.deleteLane(userId, target));
    }
    int deadLetters =
        delete(() -> table.deleteDeadLetters(userId), () -> table.hasDeadLetters(userId));
    return new Erased(entries, deliveries, deadLetters);
  }

  /**
   * A statement of the consumer that began before the inbox ignored the events could store them
   * once their entries are gone. Those that begin from now on know.
   */
  private void awaitWriters() {
    Set<String> before = table.writers();
    await(() -> {
      before.retainAll(table.writers());
      return before.isEmpty();
    });
  }

  /** Repeats a statement that leaves out locked rows until nothing is left for it. */
  private static int delete(IntSupplier statement, BooleanSupplier more) {
    int deleted = 0;
    long progressNanos = System.nanoTime();
    while (true) {
      int rows = statement.getAsInt();
      deleted += rows;
      if (rows > 0) {
        progressNanos = System.nanoTime();
      } else if (!more.getAsBoolean()) {
        return deleted;
      } else {
        pause(progressNanos);
      }
    }
  }

  private static void await(BooleanSupplier done) {
    long beginNanos = System.nanoTime();
    while (!done.getAsBoolean()) {
      pause(beginNanos);
    }
  }

  private static void pause(long sinceNanos) {
    if (System.nanoTime() - sinceNanos > LOCKED_MAX.toNanos()) {
      throw incomplete("Others had rows of the user locked.");
    }
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw incomplete("This replica is shutting down.");
    }
  }

  private static ProblemException incomplete(String why) {
    return ProblemException.of(
        ProblemCode.ERASURE_INCOMPLETE,
        why + " A part may be erased. Repeat the request to erase the rest.",
        RETRY_AFTER);
  }
}
