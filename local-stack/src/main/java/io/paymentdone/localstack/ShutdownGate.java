package io.paymentdone.localstack;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets processes be started until it is shut, so that none appears behind a stop's back. */
final class ShutdownGate {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean shut;

  /**
   * Runs it, and keeps the gate from being shut meanwhile.
   *
   * @throws StartException when it is shut already
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

  /** Waits for what is being started, then lets nothing through any more. */
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
