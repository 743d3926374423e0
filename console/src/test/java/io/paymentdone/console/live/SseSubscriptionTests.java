package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SseSubscriptionTests {

  private static final SseEvent LARGE = new SseEvent(null, "lanes", "x".repeat(500_000));

  private final SseSubscription page = new SseSubscription();

  @Test
  void disconnectsAPageThatDoesNotTakeLargeEvents() throws Exception {
    for (int i = 0; i < 4; i++) {
      page.offer(LARGE);
    }
    assertThat(page.isClosed()).isFalse();

    page.offer(LARGE);

    assertThat(page.isClosed()).isTrue();
    // The events that the page did not take are released.
    assertThat(page.take(1)).containsExactly(SseEvent.END);
  }

  @Test
  void keepsAPageThatTakesLargeEvents() throws Exception {
    for (int i = 0; i < 40; i++) {
      page.offer(LARGE);
      assertThat(page.take(1)).containsExactly(LARGE);
    }

    assertThat(page.isClosed()).isFalse();
  }

  @Test
  void disconnectsAPageThatDoesNotTakeManyEvents() {
    for (int i = 0; i <= 2_000; i++) {
      page.offer(SseEvent.END);
    }

    assertThat(page.isClosed()).isTrue();
  }
}
