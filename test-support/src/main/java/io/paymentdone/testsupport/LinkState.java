package io.paymentdone.testsupport;

import io.paymentdone.testsupport.LinkDirection.Chunk;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a link does now, for all its connections. */
final class LinkState {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private LinkFault fault = LinkFault.NONE;
  private int cuts;

  void set(LinkFault next) {
    lock.lock();
    try {
      fault = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int cuts() {
    lock.lock();
    try {
      return cuts;
    } finally {
      lock.unlock();
    }
  }

  /** Waits while the link is a black hole in this direction. */
  void awaitPassage(boolean reply) {
    lock.lock();
    try {
      while (reply ? fault.holdsReplies() : fault.holdsRequests()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What has just come, with the time at which it may arrive. */
  Chunk stamped(byte[] bytes) {
    lock.lock();
    try {
      return new Chunk(bytes, fault, System.nanoTime() + latencyNanos());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Holds a chunk back for as long as the fault says; false when its connection is to be cut. What
   * came before the fault changed is not late any more.
   */
  boolean mayPass(Chunk chunk, boolean reply) throws InterruptedException {
    awaitPassage(reply);
    lock.lock();
    try {
      if (reply && isCut(chunk)) {
        cuts++;
        return false;
      }
      awaitWhile(chunk.fault(), chunk.dueNanos() - System.nanoTime());
      awaitWhile(fault, throttleNanos(chunk.length()));
    } finally {
      lock.unlock();
    }
    awaitPassage(reply);
    return true;
  }

  private void awaitWhile(LinkFault unchanged, long nanos) throws InterruptedException {
    long left = nanos;
    while (left > 0 && fault.equals(unchanged)) {
      left = changed.awaitNanos(left);
    }
  }

  private boolean isCut(Chunk chunk) {
    String marker = fault.cutMarker();
    return marker != null
        && ThreadLocalRandom.current().nextDouble() < fault.cutShare()
        && chunk.contains(marker);
  }

  private long latencyNanos() {
    Duration range = fault.latencyMax().minus(fault.latencyMin());
    return range.isZero()
        ? fault.latencyMin().toNanos()
        : fault.latencyMin().toNanos() + ThreadLocalRandom.current().nextLong(range.toNanos());
  }

  private long throttleNanos(int length) {
    return fault.bytesPerSecondMax() == 0
        ? 0
        : length * TimeUnit.SECONDS.toNanos(1) / fault.bytesPerSecondMax();
  }
}
