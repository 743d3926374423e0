package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.delivery.Outcome.Rejected;
import io.paymentdone.notification.delivery.Outcome.Unwanted;
import io.paymentdone.notification.delivery.Outcome.Withheld;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TargetHealthTests {

  private static final Outcome DELIVERED = new Delivered(200);
  private static final Outcome REFUSED = new Failed(500, "status 500", null, false);
  private static final Outcome DOWN = new Failed(null, "connection refused", null, true);

  private final TargetHealth health = new TargetHealth("100 (webhook)", 100);

  @Test
  void hasAsManySlotsAsTheLimitLeaves() {
    assertThat(health.slots(2)).isEqualTo(2);
    health.claimed();
    health.claimed();
    assertThat(health.slots(2)).isZero();
    health.released();
    assertThat(health.slots(2)).isOne();
  }

  @Test
  void closesATargetThatIsDown() {
    for (int call = 0; call < 5; call++) {
      attempt(DOWN);
    }

    assertThat(health.slots(32)).isZero();
    assertThat(health.isPaused()).isTrue();
    assertThat(health.permits()).isFalse();
  }

  @Test
  void keepsTheLongestOfThePausesThatAttemptsInFlightAreAskedFor() {
    attempt(new Failed(429, "status 429", Duration.ofHours(1), true));
    health.ended(new Failed(429, "status 429", Duration.ofMillis(1), true), Duration.ZERO);

    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(30))
        .until(() -> health.slots(32) == 0);
  }

  /** Of a target with few deliveries, nobody may ever make the second attempt. */
  @Test
  void isNotPausedAnyMoreWhenNobodyHasTriedItForAWhile() {
    TargetHealth idle = new TargetHealth("100 (webhook)", 100, Duration.ofMillis(200));
    assertThat(idle.permits()).isTrue();
    idle.ended(new Failed(429, "status 429", Duration.ofMillis(50), true), Duration.ZERO);
    await().atMost(Duration.ofSeconds(30)).until(() -> idle.slots(32) == 2);
    assertThat(idle.permits()).isTrue();
    idle.ended(DELIVERED, Duration.ZERO);

    await().atMost(Duration.ofSeconds(30)).until(() -> !idle.isPaused());
  }

  @Test
  void shortensNoPauseThatItDecidedOnItself() {
    for (int call = 0; call < 5; call++) {
      attempt(DOWN);
    }
    health.ended(new Failed(429, "status 429", Duration.ofMillis(1), true), Duration.ZERO);

    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(30))
        .until(() -> health.slots(32) == 0);
  }

  @Test
  void saysOnceThatATargetIsPausedAndThatItIsNot(CapturedOutput output) {
    Outcome pause = new Failed(429, "status 429", Duration.ofMillis(100), true);
    for (int time = 0; time < 2; time++) {
      attempt(pause);
      assertThat(health.isPaused()).isTrue();
      await().atMost(Duration.ofSeconds(30)).until(() -> health.slots(32) == 2);
      attempt(pause);
      await().atMost(Duration.ofSeconds(30)).until(() -> health.slots(32) == 2);
      attempt(DELIVERED);
      attempt(DELIVERED);
      assertThat(health.isPaused()).isFalse();
    }

    assertThat(output).containsOnlyOnce("Target 100 (webhook) is paused");
    assertThat(output).containsOnlyOnce("Target 100 (webhook) is tried without pauses again");
  }

  @Test
  void keepsATargetOpenThatRefusesSomeDeliveries() {
    for (int call = 0; call < 50; call++) {
      attempt(REFUSED);
      attempt(new Rejected(550, "no such user"));
      attempt(call % 3 == 0 ? DOWN : DELIVERED);
    }

    assertThat(health.slots(32)).isEqualTo(32);
  }

  @Test
  void waitsAsLongAsTheReceiverAsks() {
    attempt(new Failed(429, "status 429", Duration.ofMillis(300), true));
    assertThat(health.slots(32)).isZero();

    await().atMost(Duration.ofSeconds(30)).until(() -> health.slots(32) == 2);
    attempt(DELIVERED);
    attempt(DELIVERED);

    assertThat(health.slots(32)).isEqualTo(32);
  }

  @Test
  void waitsAsLongAsAnyRefusalAsks() {
    attempt(new Failed(403, "status 403", Duration.ofMinutes(1), false));

    assertThat(health.slots(32)).isZero();
  }

  @Test
  void keepsWaitingWhenASecondAttemptInFlightIsToldSoToo() {
    assertThat(health.permits()).isTrue();
    assertThat(health.permits()).isTrue();
    Outcome later = new Failed(503, "status 503", Duration.ofMinutes(1), true);
    health.ended(later, Duration.ofMillis(1));
    health.ended(later, Duration.ofMillis(1));

    assertThat(health.slots(32)).isZero();
  }

  @Test
  void doesNotCountWhatWasWithheld() {
    attempt(new Failed(503, "status 503", Duration.ofMillis(1), true));
    await().atMost(Duration.ofSeconds(30)).until(() -> health.slots(32) > 0);
    for (int call = 0; call < 5; call++) {
      attempt(new Withheld());
      attempt(new Unwanted("the user is not subscribed any more"));
    }

    assertThat(health.slots(32)).isEqualTo(2);
  }

  @Test
  void givesAnUnusedPermissionBack() {
    attempt(new Failed(503, "status 503", Duration.ofMillis(1), true));
    await().atMost(Duration.ofSeconds(30)).until(() -> health.slots(32) > 0);
    for (int call = 0; call < 5; call++) {
      assertThat(health.permits()).isTrue();
      health.cancelled();
    }
  }

  private void attempt(Outcome outcome) {
    assertThat(health.permits()).isTrue();
    health.ended(outcome, Duration.ofMillis(1));
  }
}
