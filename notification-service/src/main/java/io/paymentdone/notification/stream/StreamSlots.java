package io.paymentdone.notification.stream;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the streams of this replica, each from before it waits for anything until it has ended,
 * and how many of them each caller has.
 */
final class StreamSlots {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final int slots;
  private final int slotsPerCaller;
  private final Map<String, Integer> takenByCaller = new HashMap<>();
  private int taken;

  StreamSlots(int slots, int slotsPerCaller) {
    this.slots = slots;
    this.slotsPerCaller = slotsPerCaller;
  }

  /**
   * Takes a place for a stream.
   *
   * @throws ProblemException 429 when the caller has its share, 503 when all are taken
   */
  synchronized Slot take(String caller) {
    int callersOwn = takenByCaller.getOrDefault(caller, 0);
    if (callersOwn >= slotsPerCaller) {
      throw ProblemException.tooMany(
          "too-many-streams-of-caller",
          "You have "
              + callersOwn
              + " streams open on this replica, as many as one caller may. Close some, or try"
              + " again when some have ended.",
          RETRY_AFTER);
    }
    if (taken >= slots) {
      throw ProblemException.unavailable(
          "too-many-streams", "This replica takes no further stream. Try again.", RETRY_AFTER);
    }
    takenByCaller.put(caller, callersOwn + 1);
    taken++;
    return new Slot(caller);
  }

  synchronized int taken() {
    return taken;
  }

  /** The place of one stream. */
  final class Slot {

    private final String caller;
    private boolean released;

    private Slot(String caller) {
      this.caller = caller;
    }

    /** Gives it back; once, however often it is called. */
    void release() {
      synchronized (StreamSlots.this) {
        if (!released) {
          released = true;
          taken--;
          takenByCaller.computeIfPresent(caller, (name, own) -> own == 1 ? null : own - 1);
        }
      }
    }
  }
}
