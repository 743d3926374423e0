package io.paymentdone.console.receiver;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks deliveries by {@code sequence} and {@code previousId} alone, as any receiver can: whether
 * one is missing, came again, or came out of order among those of its user.
 */
final class SequenceCheck {

  /** Users remembered: about 3 MB. */
  static final int USERS_MAX = 10_000;

  private final int usersMax;
  private final boolean fromTheFirst;
  private final LinkedHashMap<String, Last> lasts = new LinkedHashMap<>(16, 0.75f, true);
  private long received;
  private long repeated;
  private long missing;
  private long outOfOrder;
  private long usersForgotten;

  /**
   * A check of no deliveries yet.
   *
   * @param fromTheFirst whether the deliveries of each user begin with the first; otherwise the
   *     check begins with whichever comes first, and nothing before it is missing
   */
  SequenceCheck(int usersMax, boolean fromTheFirst) {
    this.usersMax = usersMax;
    this.fromTheFirst = fromTheFirst;
  }

  /** The delivery of a user with the highest sequence so far. */
  private record Last(long sequence, String id, UUID entryId) {}

  /**
   * What came of the checks.
   *
   * @param received deliveries taken; one with its user's last sequence counts once
   * @param repeated deliveries that came again: their sender did not see the answer
   * @param missing deliveries that were passed over
   * @param outOfOrder deliveries after one with a higher sequence, or with the number of another
   * @param usersForgotten users of whom nothing is known any more; the next delivery of such a user
   *     is taken as it comes
   */
  record Counts(long received, long repeated, long missing, long outOfOrder, long usersForgotten) {}

  /** Takes a delivery into account. */
  synchronized void take(ReceivedDelivery delivery) {
    Last last = lasts.get(delivery.userId());
    if (last != null && delivery.sequence() == last.sequence()) {
      if (delivery.id().equals(last.id())) {
        repeated++;
        return;
      }
      outOfOrder++;
    } else if (last != null && delivery.sequence() < last.sequence()) {
      outOfOrder++;
    } else {
      missing += missingBetween(last, delivery);
      remember(delivery);
    }
    received++;
  }

  private long missingBetween(@Nullable Last last, ReceivedDelivery next) {
    if (last == null && (!fromTheFirst || usersForgotten > 0)) {
      return 0;
    }
    long before = last == null ? 0 : last.sequence();
    UUID beforeId = last == null ? null : last.entryId();
    long passedOver = next.sequence() - before - 1;
    boolean named = passedOver == 0 && !Objects.equals(next.previousId(), beforeId);
    return named ? 1 : passedOver;
  }

  private void remember(ReceivedDelivery delivery) {
    lasts.put(delivery.userId(), new Last(delivery.sequence(), delivery.id(), delivery.entryId()));
    if (lasts.size() > usersMax) {
      lasts.pollFirstEntry();
      usersForgotten++;
    }
  }

  synchronized Counts counts() {
    return new Counts(received, repeated, missing, outOfOrder, usersForgotten);
  }
}
