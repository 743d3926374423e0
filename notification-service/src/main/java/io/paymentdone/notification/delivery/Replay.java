package io.paymentdone.notification.delivery;

import io.paymentdone.notification.delivery.DeliveryTable.Finished;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

/**
 * Queues the finished deliveries of a time again.
 *
 * <p>A transaction queues whole lanes: with a part of a lane queued, a worker could send what
 * waited in it before the rest is queued.
 */
@Service
class Replay {

  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  static final int DELIVERIES_MAX = 100_000;

  /** Deliveries from which on a transaction takes no further lane. */
  static final int TRANSACTION = 1000;

  /** Each holds the ids of its deliveries, up to 6 MB. */
  private static final int AT_ONCE = 2;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final DeliveryTable table;
  private final Requeue requeue;
  private final Bulkhead readers;
  private final Bulkhead replays = new Bulkhead(AT_ONCE, 0, Duration.ZERO);

  Replay(DeliveryTable table, Requeue requeue, Bulkhead readers) {
    this.table = table;
    this.requeue = requeue;
    this.readers = readers;
  }

  /**
   * Queues deliveries that are delivered or dead, before all that waits in their lanes.
   *
   * @param since of the first delivery
   * @param until exclusive
   * @param userId null for all users
   * @return number of queued deliveries
   * @throws ProblemException 404 {@code not-found} for an endpoint that the client does not have;
   *     422 {@code too-many-deliveries}; 503 {@code replay-incomplete} if some are queued, another
   *     code if none is
   */
  int replay(UUID endpointId, String owner, Instant since, Instant until, @Nullable String userId) {
    return replays.call(() -> {
      int target =
          readers
              .call(() -> table.target(endpointId, owner))
              .orElseThrow(() -> Deliveries.unknownEndpoint(endpointId));
      List<Finished> finished =
          readers.call(() -> table.finished(target, since, until, userId, DELIVERIES_MAX + 1));
      if (finished.size() > DELIVERIES_MAX) {
        throw tooMany();
      }
      return queue(target, finished);
    });
  }

  private int queue(int target, List<Finished> finished) {
    int queued = 0;
    for (List<UUID> lanes : byLanes(finished)) {
      try {
        queued += readers.call(() -> queueLanes(target, lanes));
      } catch (ProblemException | DataAccessException | TransactionException e) {
        if (queued == 0) {
          throw e;
        }
        log.warn(
            "A replay for target {} ended after {} of {} deliveries",
            target,
            queued,
            finished.size(),
            e);
        throw incomplete(queued, finished.size());
      }
    }
    return queued;
  }

  private int queueLanes(int target, List<UUID> ids) {
    return requeue.transaction(() -> {
      List<String> users = requeue.queue(ids);
      requeue.makeDue(target, users);
      return users.size();
    });
  }

  /** Divides the deliveries where a lane begins. */
  private static List<List<UUID>> byLanes(List<Finished> finished) {
    List<List<UUID>> parts = new ArrayList<>();
    List<UUID> part = new ArrayList<>();
    for (Finished delivery : finished) {
      if (delivery.beginsLane() && part.size() >= TRANSACTION) {
        parts.add(part);
        part = new ArrayList<>();
      }
      part.add(delivery.id());
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static ProblemException tooMany() {
    return ProblemException.of(
        ProblemCode.TOO_MANY_DELIVERIES,
        "There are more than "
            + DELIVERIES_MAX
            + " deliveries of this time, and none was queued. Take a shorter time, or one user.");
  }

  private static ProblemException incomplete(int queued, int all) {
    return ProblemException.of(
        ProblemCode.REPLAY_INCOMPLETE,
        queued
            + " of "
            + all
            + " deliveries are queued, the others are as before. Repeat the request to queue them;"
            + " a delivery that was sent again by then is sent once more, with the same id.",
        RETRY_AFTER);
  }
}
