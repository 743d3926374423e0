package io.paymentdone.faults.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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

  /** Waits while the link is a black hole. */
  void awaitPassage() {
    lock.lock();
    try {
      while (fault.blackHole()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Holds a chunk back for as long as the fault says; false when its connection is to be cut. */
  boolean mayPass(byte[] chunk, int length, boolean reply) {
    awaitPassage();
    lock.lock();
    try {
      if (reply && isCut(chunk, length)) {
        cuts++;
        return false;
      }
      long delay = latencyNanos() + throttleNanos(length);
      LinkFault before = fault;
      while (delay > 0 && fault.equals(before)) {
        delay = changed.awaitNanos(delay);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
    awaitPassage();
    return true;
  }

  private boolean isCut(byte[] chunk, int length) {
    String marker = fault.cutMarker();
    return marker != null
        && ThreadLocalRandom.current().nextDouble() < fault.cutShare()
        && new String(chunk, 0, length, ISO_8859_1).contains(marker);
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
