package io.paymentdone.localstack;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets processes be started until the stack stops, so that none is started during the stop. */
final class ShutdownGate {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean shut;

  /**
   * Starts a process, and keeps the gate from being shut meanwhile.
   *
   * @throws StartException when the gate is shut already
   */
  <T> T pass(Supplier<T> start) {
    lock.readLock().lock();
    try {
      if (shut) {
        throw new StartException("The stack is stopping.");
      }
      return start.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for starts under way, then lets none through any more. */
  void shut() {
    lock.writeLock().lock();
    try {
      shut = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  boolean isShut() {
    lock.readLock().lock();
    try {
      return shut;
    } finally {
      lock.readLock().unlock();
    }
  }
}
