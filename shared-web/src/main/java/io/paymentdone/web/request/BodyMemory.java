package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * The memory that the bodies of all requests together may take: a share of the heap. What a client
 * announces costs nothing, what it has sent does.
 *
 * <p>A small body that came with its head is free, so that ordinary requests are answered while
 * others keep the service waiting for theirs.
 */
final class BodyMemory {

  /** How large a body may be that costs nothing: each connection has that much room anyway. */
  static final int FREE_BYTES = 4 * 1024;

  /** What a request that waits for its body holds besides it: Tomcat's buffers and a thread. */
  private static final int WAITING_BYTES = 32 * 1024;

  private static final int HEAP_SHARE = 8;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Semaphore bytes;

  BodyMemory(long heapBytes) {
    this.bytes =
        new Semaphore(Math.toIntExact(Math.min(heapBytes / HEAP_SHARE, Integer.MAX_VALUE)));
  }

  /** What one body takes of it. */
  final class Share {

    private int taken;

    /**
     * Makes room for a buffer instead of the one before it.
     *
     * @throws ProblemException 503 when there is none
     */
    void resize(int bufferBytes) {
      int more = WAITING_BYTES + bufferBytes - taken;
      if (!bytes.tryAcquire(more)) {
        throw ProblemException.of(
            ProblemCode.OVERLOADED,
            "Too many requests wait for the rest of their bodies; nothing was stored. Send it"
                + " again.",
            RETRY_AFTER);
      }
      taken += more;
    }

    /** Gives back what was taken. */
    void release() {
      bytes.release(taken);
      taken = 0;
    }
  }

  Share share() {
    return new Share();
  }
}
