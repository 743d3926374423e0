package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SseSubscriptionTests {

  private static final SseEvent LARGE = new SseEvent(null, "lanes", "x".repeat(500_000));

  private final SseSubscription page = new SseSubscription(new PageMemory(1L << 30, 64));

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
  void disconnectsAPageThatDoesNotWriteWhatItTook() throws Exception {
    for (int i = 0; i < 4; i++) {
      page.offer(LARGE);
    }
    assertThat(page.take(1)).hasSize(4);

    page.offer(LARGE);

    assertThat(page.isClosed()).isTrue();
  }

  /** All pages together hold at most an eighth of the heap, and do not disconnect each other. */
  @Test
  void disconnectsPagesThatHoldMoreThanTheirPartOfTheHeap() {
    long heap = 64_000_000;
    PageMemory memory = new PageMemory(heap, 64);
    SseEvent small = new SseEvent(null, "lanes", "x".repeat(20_000));
    SseSubscription stuck = new SseSubscription(memory);
    SseSubscription second = new SseSubscription(memory);
    SseSubscription reading = new SseSubscription(memory);
    for (int i = 0; i < 4; i++) {
      stuck.offer(LARGE);
    }

    second.offer(LARGE);
    reading.offer(small);

    assertThat(second.isClosed()).isTrue();
    assertThat(reading.isClosed()).isFalse();
    reading.offer(small);
    assertThat(reading.isClosed()).isTrue();

    stuck.end();
    SseSubscription later = new SseSubscription(memory);
    later.offer(LARGE);
    assertThat(later.isClosed()).isFalse();
  }

  @Test
  void givesBackWhatItHeld() throws Exception {
    PageMemory memory = new PageMemory(64_000_000, 64);
    for (int i = 0; i < 1_000; i++) {
      SseSubscription gone = new SseSubscription(memory);
      gone.offer(LARGE);
      assertThat(gone.take(0)).hasSize(1);
      gone.offer(LARGE);
      gone.close();
      assertThat(gone.take(0)).containsExactly(SseEvent.END);
      gone.end();
    }

    SseSubscription last = new SseSubscription(memory);
    for (int i = 0; i < 4; i++) {
      last.offer(LARGE);
    }
    assertThat(last.isClosed()).isFalse();
  }

  @Test
  void disconnectsAPageThatDoesNotTakeManyEvents() {
    for (int i = 0; i <= 2_000; i++) {
      page.offer(SseEvent.END);
    }

    assertThat(page.isClosed()).isTrue();
  }
}
