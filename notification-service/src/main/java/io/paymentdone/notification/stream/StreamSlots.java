package io.paymentdone.notification.stream;

import io.paymentdone.notification.stream.StreamOwner.Kind;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the streams of this replica in total and by caller. A stream counts from before it waits
 * for the database until it has ended.
 */
final class StreamSlots {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final int slots;
  private final int slotsPerCaller;
  private final int slotsPerUser;
  private final Map<StreamOwner, Integer> takenByOwner = new HashMap<>();
  private int taken;

  /**
   * Makes all slots free.
   *
   * @param slotsPerCaller of a client of the API, or of an address
   */
  StreamSlots(int slots, int slotsPerCaller, int slotsPerUser) {
    this.slots = slots;
    this.slotsPerCaller = slotsPerCaller;
    this.slotsPerUser = slotsPerUser;
  }

  /**
   * Takes a slot for a stream.
   *
   * @throws ProblemException 429 if the caller has used its share, 503 if all slots are taken
   */
  synchronized Slot take(StreamOwner owner) {
    int callersOwn = takenByOwner.getOrDefault(owner, 0);
    if (callersOwn >= (owner.kind() == Kind.USER ? slotsPerUser : slotsPerCaller)) {
      throw ProblemException.of(
          ProblemCode.TOO_MANY_STREAMS_OF_CALLER,
          "You have "
              + callersOwn
              + " streams open on this replica, which is the limit for one caller. Close some,"
              + " or try again after some have ended.",
          RETRY_AFTER);
    }
    if (taken >= slots) {
      throw ProblemException.of(
          ProblemCode.TOO_MANY_STREAMS,
          "This replica has as many streams open as it can serve. Try again; another replica may"
              + " have room.",
          RETRY_AFTER);
    }
    takenByOwner.put(owner, callersOwn + 1);
    taken++;
    return new Slot(owner);
  }

  synchronized int taken() {
    return taken;
  }

  /** The slot of one stream. */
  final class Slot {

    private final StreamOwner owner;
    private boolean released;

    private Slot(StreamOwner owner) {
      this.owner = owner;
    }

    /** Releases the slot; further calls have no effect. */
    void release() {
      synchronized (StreamSlots.this) {
        if (!released) {
          released = true;
          taken--;
          takenByOwner.computeIfPresent(owner, (of, own) -> own == 1 ? null : own - 1);
        }
      }
    }
  }
}
