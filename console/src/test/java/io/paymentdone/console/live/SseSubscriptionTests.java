package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubscriberTests {

  private static final Message LARGE = new Message(null, "lanes", "x".repeat(500_000));

  private final Subscriber page = new Subscriber();

  @Test
  void cutsOffAPageThatDoesNotTakeWhatIsLarge() throws Exception {
    for (int i = 0; i < 4; i++) {
      page.offer(LARGE);
    }
    assertThat(page.isClosed()).isFalse();

    page.offer(LARGE);

    assertThat(page.isClosed()).isTrue();
    // What it has not taken is let go of.
    assertThat(page.take(1)).containsExactly(Message.END);
  }

  @Test
  void keepsAPageThatTakesAsMuch() throws Exception {
    for (int i = 0; i < 40; i++) {
      page.offer(LARGE);
      assertThat(page.take(1)).containsExactly(LARGE);
    }

    assertThat(page.isClosed()).isFalse();
  }

  @Test
  void cutsOffAPageThatDoesNotTakeWhatIsMany() {
    for (int i = 0; i <= 2_000; i++) {
      page.offer(Message.END);
    }

    assertThat(page.isClosed()).isTrue();
  }
}
