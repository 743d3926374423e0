package io.paymentdone.console.receiver;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the receiver is to do with deliveries, and with whose. */
final class ConductRule {

  /** Longer than notification-service waits for an answer, 20 s. */
  private static final Duration HANG_MAX = Duration.ofSeconds(30);

  private static final Duration SLOW = Duration.ofSeconds(1);

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

  /** Waits as a receiver that hangs does, for 30 s. */
  void hang() throws InterruptedException {
    awaitReplacement(HANG_MAX);
  }

  /** Waits as a receiver that is slow does, for a second. */
  void slowDown() throws InterruptedException {
    awaitReplacement(SLOW);
  }

  private void awaitReplacement(Duration most) throws InterruptedException {
    var _ = end.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends all waits, because another rule has taken the place of this one. */
  void replaced() {
    end.countDown();
  }
}
