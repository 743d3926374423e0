package io.paymentdone.notification.delivery;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver can say of each user's deliveries by {@code sequence} and {@code previousId}
 * alone: whether one is missing, out of order, or came with another id.
 */
public final class LaneCheck {

  private final Map<String, Last> lasts = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger repeatedAfterAnswer = new AtomicInteger();

  /** The latest delivery of a user. */
  private record Last(Place place, boolean answered) {}

  /**
   * A delivery's place among those of its user.
   *
   * @param entryId of the feed entry
   * @param deliveryId the same whenever it is sent
   */
  public record Place(
      long sequence, String entryId, @Nullable String previousId, String deliveryId) {}

  /**
   * Takes a delivery.
   *
   * @param answered whether the sender is told so
   */
  public void take(String userId, Place place, boolean answered) {
    lasts.compute(
        userId,
        (user, last) -> {
          if (last != null && last.place().sequence() == place.sequence()) {
            repeat(user, last, place);
          } else {
            next(user, last, place);
          }
          return new Last(place, answered);
        });
  }

  private void repeat(String userId, Last last, Place place) {
    if (!last.place().equals(place)) {
      violations.add(userId + ": " + last.place() + " came again as " + place);
    }
    if (last.answered()) {
      repeatedAfterAnswer.incrementAndGet();
    }
  }

  private void next(String userId, @Nullable Last last, Place place) {
    long expected = last == null ? 1 : last.place().sequence() + 1;
    @Nullable String before = last == null ? null : last.place().entryId();
    if (place.sequence() != expected || !Objects.equals(place.previousId(), before)) {
      violations.add(userId + ": " + place + " after sequence " + (expected - 1) + ", " + before);
    }
    taken.incrementAndGet();
  }

  /** Deliveries taken, repeated ones not counted. */
  public int taken() {
    return taken.get();
  }

  /** Deliveries that came again although their sender had been told that they were taken. */
  public int repeatedAfterAnswer() {
    return repeatedAfterAnswer.get();
  }

  /** Sequence of the latest delivery of a user; 0 before the first. */
  public long lastSequence(String userId) {
    Last last = lasts.get(userId);
    return last == null ? 0 : last.place().sequence();
  }

  /** What was missing, out of order, or came with another id. */
  public List<String> violations() {
    return List.copyOf(violations);
  }
}
