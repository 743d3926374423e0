package io.paymentdone.console.receiver;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the receiver is to do with deliveries, and with whose. */
final class ConductRule {

  private final Conduct conduct;
  private final @Nullable String userId;
  private final CountDownLatch end = new CountDownLatch(1);

  /**
   * A rule.
   *
   * @param userId the one user whose deliveries it is for; null for all
   */
  ConductRule(Conduct conduct, @Nullable String userId) {
    this.conduct = conduct;
    this.userId = userId;
  }

  Conduct conduct() {
    return conduct;
  }

  @Nullable String userId() {
    return userId;
  }

  /** What to do with a delivery of this user. */
  Conduct towards(String user) {
    return userId == null || userId.equals(user) ? conduct : Conduct.ANSWER;
  }

  /** Waits until another rule has taken the place of this one, but no longer than this. */
  void awaitReplacement(Duration most) throws InterruptedException {
    var _ = end.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends all waits. */
  void replaced() {
    end.countDown();
  }
}
