package io.paymentdone.console.receiver;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks deliveries by {@code sequence} and {@code previousId} alone, as any receiver can: whether
 * one is missing, came again, or came out of order among those of its user.
 */
final class SequenceCheck {

  /** Users remembered: about 4 MB, with the numbers that were passed over. */
  static final int USERS_MAX = 10_000;

  /** Numbers that are remembered as passed over, of all users together. */
  static final int PASSED_OVER_MAX = 10_000;

  private final int usersMax;
  private final boolean fromTheFirst;
  private final LinkedHashMap<String, Last> lasts = new LinkedHashMap<>(16, 0.75f, true);
  private long received;
  private long repeated;
  private long missing;
  private long outOfOrder;
  private long usersForgotten;

  /** Numbers that are remembered as passed over, of all users. */
  private int passedOver;

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

  /**
   * The delivery of a user with the highest sequence so far.
   *
   * @param knownFrom the first number from which on every one up to {@code sequence} was received,
   *     unless it is in {@code passedOver}
   * @param passedOver lower numbers that have not come
   */
  private record Last(
      long sequence, String id, UUID entryId, long knownFrom, Set<Long> passedOver) {

    boolean hasReceived(ReceivedDelivery other) {
      return other.sequence() == sequence
          ? other.id().equals(id)
          : other.sequence() >= knownFrom && !passedOver.contains(other.sequence());
    }
  }

  /**
   * What came of the checks.
   *
   * @param received deliveries taken; one that came again counts once
   * @param repeated deliveries that came again: their sender did not see the answer, or they were
   *     replayed
   * @param missing deliveries that were passed over and have not come since
   * @param outOfOrder deliveries after one with a higher sequence, or with the number of another
   * @param usersForgotten users of whom nothing is known any more; the next delivery of such a user
   *     is taken as it comes
   */
  record Counts(long received, long repeated, long missing, long outOfOrder, long usersForgotten) {}

  /** Takes a delivery into account. */
  synchronized void take(ReceivedDelivery delivery) {
    Last last = lasts.get(delivery.userId());
    if (last == null || delivery.sequence() > last.sequence()) {
      goOn(last, delivery);
    } else if (last.hasReceived(delivery)) {
      repeated++;
      return;
    } else {
      outOfOrder++;
      if (last.passedOver().remove(delivery.sequence())) {
        passedOver--;
        missing--;
      }
    }
    received++;
  }

  private void goOn(@Nullable Last last, ReceivedDelivery next) {
    boolean begins = last == null && (!fromTheFirst || usersForgotten > 0);
    long expected = last == null ? 1 : last.sequence() + 1;
    long first = begins ? next.sequence() : expected;
    UUID previousId = last == null ? null : last.entryId();
    if (!begins && next.sequence() == expected && !Objects.equals(next.previousId(), previousId)) {
      missing++;
    }
    missing += next.sequence() - first;
    remember(last, first, next);
  }

  /** Remembers the delivery, and those from the first one expected on that it has passed over. */
  private void remember(@Nullable Last last, long first, ReceivedDelivery next) {
    long gap = next.sequence() - first;
    int kept = (int) Math.min(gap, PASSED_OVER_MAX - passedOver);
    Set<Long> numbers = last == null ? new TreeSet<>() : last.passedOver();
    LongStream.range(first, first + kept).forEach(numbers::add);
    passedOver += kept;
    long knownFrom = kept < gap ? next.sequence() : last == null ? first : last.knownFrom();
    lasts.put(
        next.userId(), new Last(next.sequence(), next.id(), next.entryId(), knownFrom, numbers));
    if (lasts.size() > usersMax) {
      passedOver -= lasts.pollFirstEntry().getValue().passedOver().size();
      usersForgotten++;
    }
  }

  synchronized Counts counts() {
    return new Counts(received, repeated, missing, outOfOrder, usersForgotten);
  }
}
