package io.paymentdone.web.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTests {

  private static final int MAX = 100;

  private final FakeTime time = new FakeTime();
  private final TokenBuckets buckets =
      new TokenBuckets(new Rate(Duration.ofSeconds(2), 3), MAX, time);

  @Test
  void giveABurstAndThenOneEachInterval() {
    assertThat(taken("a", 5)).isEqualTo(3);

    time.pass(Duration.ofMillis(1999));
    assertThat(taken("a", 5)).isZero();
    time.pass(Duration.ofMillis(1));
    assertThat(taken("a", 5)).isEqualTo(1);

    time.pass(Duration.ofDays(1));
    assertThat(taken("a", 5)).isEqualTo(3);
  }

  @Test
  void keepKeysApart() {
    assertThat(taken("a", 5)).isEqualTo(3);
    assertThat(taken("b", 5)).isEqualTo(3);
  }

  @Test
  void areNoMoreThanTheirMost() {
    for (int i = 0; i < 100 * MAX; i++) {
      buckets.of("key " + i).tryConsume(1);
    }

    assertThat(buckets.count()).isLessThanOrEqualTo(MAX);
  }

  @Test
  void goWhenTheyAreFullAgain() {
    taken("a", 3);

    time.pass(Duration.ofMillis(5999));
    assertThat(buckets.count()).isEqualTo(1);
    time.pass(Duration.ofMillis(1));
    assertThat(buckets.count()).isZero();
  }

  @Test
  void areNotMadeByLookingForThem() {
    assertThat(buckets.used("a")).isEmpty();
    taken("a", 1);
    assertThat(buckets.used("a")).isPresent();
    assertThat(buckets.used("b")).isEmpty();
    assertThat(buckets.count()).isEqualTo(1);
  }

  private int taken(String key, int attempts) {
    int taken = 0;
    for (int i = 0; i < attempts; i++) {
      if (buckets.of(key).tryConsume(1)) {
        taken++;
      }
    }
    return taken;
  }
}
