package io.paymentdone.web.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one address to log in. An attempt has its place before its password is checked,
 * so that checks at the same time are never more than attempts are left; a wrong password keeps the
 * place until time gives it back. A right one costs nothing: it may only have to wait for the end
 * of checks that began before it.
 */
final class LoginAttempts {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  /** What wrong passwords have left. */
  private final Bucket left;

  private final Duration waitMax;

  /** Attempts whose passwords are being checked: never more than are left. */
  private int underWay;

  /**
   * The attempts of an address.
   *
   * @param waitMax time that a password may wait for the end of other checks
   */
  LoginAttempts(Bucket left, Duration waitMax) {
    this.left = left;
    this.waitMax = waitMax;
  }

  /**
   * Begins an attempt, which must be ended then.
   *
   * @return null if it has begun; else the time until there is an attempt again
   * @throws CallerNotCheckedException 503 {@code overloaded} if all that are left stay under way
   */
  @Nullable Duration begin() {
    lock.lock();
    try {
      long waitNanos = waitMax.toNanos();
      while (true) {
        EstimationProbe place = left.estimateAbilityToConsume(underWay + 1);
        if (place.canBeConsumed()) {
          underWay++;
          return null;
        }
        if (underWay == 0) {
          return Duration.ofNanos(place.getNanosToWaitForRefill());
        }
        if (waitNanos <= 0) {
          throw CallerNotCheckedException.overloaded();
        }
        waitNanos = ended.awaitNanos(waitNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CallerNotCheckedException.overloaded();
    } finally {
      lock.unlock();
    }
  }

  /** Ends an attempt. */
  void end(boolean wrong) {
    lock.lock();
    try {
      underWay--;
      if (wrong) {
        left.tryConsume(1);
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
