package io.paymentdone.notification.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Stores the ends of deliveries: what workers bring while a transaction is under way goes into the
 * next one. With a commit for each, the deliveries of a busy replica waited for connections most of
 * their time, and a user with many payments got theirs later and later.
 */
final class Endings {

  private static final Logger log = LoggerFactory.getLogger(Endings.class);

  /** Of one transaction. */
  private static final int ENDINGS_MAX = 256;

  private final LaneTable lanes;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

  /**
   * Held by the worker that stores for all. Fair: those whose ends are stored go on before the next
   * transaction.
   */
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Fewer than there are connections: whoever waits for a lane leaves some to the others. */
  private final Semaphore alone = new Semaphore(2);

  Endings(LaneTable lanes) {
    this.lanes = lanes;
  }

  /**
   * Stores an end.
   *
   * @return as {@link LaneTable#end}
   * @throws DataAccessException if it could not be stored
   */
  @Nullable Claim store(Ending ending) {
    Waiting mine = new Waiting(ending);
    waiting.add(mine);
    boolean interrupted = false;
    turn.lock();
    try {
      // What others have brought is not to fail because this worker is to stop.
      interrupted = Thread.interrupted();
      while (!mine.tried) {
        storeNext();
      }
    } finally {
      turn.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (mine.failure != null) {
      throw mine.failure;
    }
    // Left out, because somebody has the lane locked: only this worker waits for it.
    return mine.ended ? mine.next : storeAlone(ending);
  }

  private @Nullable Claim storeAlone(Ending ending) {
    alone.acquireUninterruptibly();
    try {
      return lanes.end(ending);
    } finally {
      alone.release();
    }
  }

  private void storeNext() {
    List<Waiting> batch = new ArrayList<>();
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      next.tried = true;
      batch.add(next);
      if (batch.size() == ENDINGS_MAX) {
        break;
      }
    }
    try {
      Map<Ending, Optional<Claim>> ended =
          lanes.endFree(batch.stream().map(one -> one.ending).toList());
      for (Waiting one : batch) {
        one.ended = ended.containsKey(one.ending);
        one.next = ended.getOrDefault(one.ending, Optional.empty()).orElse(null);
      }
    } catch (DataIntegrityViolationException e) {
      // Refused for one of them: each is stored alone, so that it delays no other.
      log.debug("{} deliveries are ended one by one", batch.size(), e);
    } catch (DataAccessException e) {
      batch.forEach(one -> one.failure = e);
    } catch (RuntimeException e) {
      log.error("{} deliveries are ended one by one", batch.size(), e);
    }
  }

  /** An end on its way into the table; written and read by the worker whose turn it is. */
  private static final class Waiting {

    private final Ending ending;
    private boolean tried;

    /** Otherwise it was left out. */
    private boolean ended;

    private @Nullable Claim next;
    private @Nullable DataAccessException failure;

    Waiting(Ending ending) {
      this.ending = ending;
    }
  }
}
