package io.paymentdone.console.lag;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lag of one group in one partition. All times are the broker's, as far as they are known. Not
 * thread-safe.
 */
final class PartitionLag {

  /**
   * How long an age is shown after the group has committed a later offset. Ages are read less often
   * than offsets.
   */
  static final Duration AGE_KEPT = Duration.ofSeconds(15);

  /** The record may be compacted, or its topic created again: after this time it is read again. */
  static final Duration RECORD_KEPT = Duration.ofSeconds(30);

  private final LagHistory history = new LagHistory();
  private Unread unread;
  private @Nullable Wanted wanted;
  private @Nullable Wanted asked;
  private @Nullable Known known;
  private @Nullable Double seconds;
  private Instant secondsAt = Instant.EPOCH;

  PartitionLag(Unread unread) {
    this.unread = unread;
  }

  /** A range whose oldest record is to be read, and when the group had that range to read. */
  private record Wanted(Unread unread, Instant at) {}

  private record Known(Unread unread, Oldest oldest, Instant readAt) {}

  /** Applies an answer of the coordinator. */
  LagTime observe(Unread now, Instant at) {
    unread = now;
    wanted = null;
    if (now.records() == 0) {
      measured(0, at);
    } else if (now.records() < 0) {
      seconds = null;
    } else {
      observeWaiting(now, at);
    }
    history.add(at, records(), seconds);
    return history.of(records(), seconds);
  }

  private void observeWaiting(Unread now, Instant at) {
    Known last = known;
    boolean applies = last != null && applies(last, now);
    if (last != null && applies) {
      measured(age(last.oldest(), at), at);
    } else if (at.isAfter(secondsAt.plus(AGE_KEPT))) {
      seconds = null;
    }
    if (last == null || !applies || at.isAfter(last.readAt().plus(RECORD_KEPT))) {
      wanted = new Wanted(now, at);
    }
  }

  /** A range without records holds one as soon as one is written. */
  private static boolean applies(Known last, Unread now) {
    return last.unread().from() == now.from()
        && (last.oldest().at() != null || last.unread().end() == now.end());
  }

  private void measured(double age, Instant at) {
    seconds = age;
    secondsAt = at;
  }

  /** A producer's clock may be ahead, and then a record comes from the future. */
  private static double age(Oldest oldest, Instant at) {
    Instant stampedAt = oldest.at();
    return stampedAt == null ? 0 : Math.max(0, Duration.between(stampedAt, at).toMillis()) / 1000.0;
  }

  /** The range whose oldest record is to be read; null if none is. Returned once. */
  @Nullable Unread drainWanted() {
    Wanted drained = wanted;
    wanted = null;
    asked = drained;
    return drained == null ? null : drained.unread();
  }

  /** Applies the oldest record of the range that {@link #drainWanted} returned last. */
  void read(Oldest oldest, Instant at) {
    Wanted answered = asked;
    asked = null;
    if (answered != null) {
      known = new Known(answered.unread(), oldest, at);
      if (answered.at().isAfter(secondsAt)) {
        measured(age(oldest, answered.at()), answered.at());
      }
    }
  }

  boolean isWanted() {
    return wanted != null;
  }

  /** What is known of the offsets that wait. */
  Waiting waiting() {
    Known last = known;
    if (unread.records() <= 0) {
      return Waiting.NOTHING;
    }
    if (last == null || !applies(last, unread)) {
      return Waiting.UNKNOWN;
    }
    return last.oldest().at() == null ? Waiting.NOTHING : Waiting.RECORDS;
  }

  /** Offsets that wait, as far as a record may be at them. */
  long records() {
    return waiting() == Waiting.NOTHING ? 0 : unread.records();
  }

  @Nullable Double seconds() {
    return seconds;
  }
}
