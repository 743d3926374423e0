package io.paymentdone.web.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketsTests {

  private static final int MAX = 100;

  private final FakeTime time = new FakeTime();
  private final TokenBuckets<Bucket> buckets =
      new TokenBuckets<>(new Rate(Duration.ofSeconds(2), 3), MAX, time, bucket -> bucket);

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

    // Asking for one that is gone makes a full one, and so the newest are asked first.
    int known = 0;
    for (int i = 100 * MAX - 1; i >= 0; i--) {
      known += buckets.of("key " + i).getAvailableTokens() < 3 ? 1 : 0;
    }
    assertThat(known).isBetween(1, MAX);
  }

  @Test
  void goWhenTheyAreFullAgain() {
    Bucket first = buckets.of("a");

    time.pass(Duration.ofMillis(5999));
    assertThat(buckets.of("a")).isSameAs(first);
    time.pass(Duration.ofSeconds(6));
    assertThat(buckets.of("a")).isNotSameAs(first);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 1", "PT-1S, 1", "PT1S, 0", "PT1S, -1"})
  void haveARateThatIsOne(Duration interval, int burst) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Rate(interval, burst));
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
