package io.paymentdone.console.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedAnswerTests {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger asked = new AtomicInteger();
  private final CachedAnswer<Integer> answer = new CachedAnswer<>(asked::incrementAndGet, now::get);

  @Test
  void asksOnceASecondAtMost() {
    assertThat(answer.get()).isEqualTo(1);
    now.addAndGet(Duration.ofMillis(999).toNanos());
    assertThat(answer.get()).isEqualTo(1);
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(answer.get()).isEqualTo(2);
  }

  @Test
  void asksOnlyWhenSomebodyWantsToKnow() {
    now.addAndGet(Duration.ofHours(1).toNanos());

    assertThat(asked).hasValue(0);
  }

  @Test
  void asksAgainOnceItForgot() {
    answer.get();
    answer.forget();

    assertThat(answer.get()).isEqualTo(2);
  }
}
