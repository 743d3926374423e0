package io.paymentdone.console.lab;

import java.util.BitSet;

/**
 * Which records of a partition were handled, a bit for each offset. Offsets before the first one
 * and beyond {@value #OFFSETS_MAX} of them are not counted, so that a partition takes 192 KB at
 * most. Not thread-safe.
 */
final class PartitionCounts {

  /** More than a producer of 200 a second sends within the half hour of a lab. */
  static final int OFFSETS_MAX = 1 << 19;

  private final long base;

  /** Handled, or no record, such as the marker of a transaction. */
  private final BitSet done = new BitSet();

  /** Committed by others, and handled by no consumer of the lab. */
  private final BitSet foreign = new BitSet();

  private final BitSet twice = new BitSet();
  private long handled;
  private long handledTwice;

  /** Counts from an offset on. */
  PartitionCounts(long base) {
    this.base = base;
  }

  boolean counts(long offset) {
    return offset >= base && offset - base < OFFSETS_MAX;
  }

  /** A record was handled; returns whether it was the first time. */
  boolean handled(long offset) {
    if (!counts(offset)) {
      return false;
    }
    int bit = (int) (offset - base);
    if (!done.get(bit)) {
      done.set(bit);
      foreign.clear(bit);
      handled++;
      return true;
    }
    if (!twice.get(bit)) {
      twice.set(bit);
      handledTwice++;
    }
    return false;
  }

  /** The offsets from one to before another are no records. */
  void absent(long from, long to) {
    if (from < to) {
      done.set(bit(from), bit(to));
      foreign.clear(bit(from), bit(to));
    }
  }

  /** Others have committed the offsets from one to before another. */
  void foreign(long from, long to) {
    int end = bit(to);
    int clear = done.nextClearBit(bit(from));
    while (clear < end) {
      int next = done.nextSetBit(clear);
      int until = next < 0 ? end : Math.min(next, end);
      foreign.set(clear, until);
      clear = done.nextClearBit(until);
    }
  }

  /** Number of records that others have committed, and no consumer of the lab has handled. */
  int foreign() {
    return foreign.cardinality();
  }

  /** Whether there are offsets below this one that are not counted. */
  boolean isCapped(long end) {
    return end - base > OFFSETS_MAX;
  }

  private int bit(long offset) {
    return Math.clamp(offset - base, 0, OFFSETS_MAX);
  }

  long handled() {
    return handled;
  }

  long handledTwice() {
    return handledTwice;
  }

  /**
   * Number of records from an offset to before another that nobody has handled, as far as known.
   */
  long notHandled(long from, long to) {
    int end = bit(to);
    int count = 0;
    int clear = done.nextClearBit(bit(from));
    while (clear < end) {
      int next = done.nextSetBit(clear);
      int until = next < 0 ? end : Math.min(next, end);
      count += until - clear - foreign.get(clear, until).cardinality();
      clear = done.nextClearBit(until);
    }
    return count;
  }
}
