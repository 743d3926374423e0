package io.paymentdone.kafka.oversized;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets one fetch at a time decompress a batch with zstd, first come, first served: its writer
 * decides how much memory that takes outside of the heap, up to 128 MB. Not thread-safe.
 */
final class ZstdTurns {

  /** The first one has the turn. */
  private final Deque<StreamedFetch> waiting = new ArrayDeque<>();

  /** Whether it is this fetch's turn; if not, the fetch waits for it. */
  boolean take(StreamedFetch fetch) {
    if (!waiting.contains(fetch)) {
      waiting.addLast(fetch);
    }
    return waiting.peekFirst() == fetch;
  }

  /** The fetch decompresses nothing any more, and no longer waits. */
  void release(StreamedFetch fetch) {
    waiting.remove(fetch);
  }
}
