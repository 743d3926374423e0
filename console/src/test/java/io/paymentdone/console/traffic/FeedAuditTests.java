package io.paymentdone.console.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FeedAuditTests {

  @Test
  void acceptsAnyOrderOfPaymentsThatOverlapped() {
    assertThat(FeedAudit.countOutOfOrder(List.of(sent(10, 30), sent(20, 40)))).isZero();
    assertThat(FeedAudit.countOutOfOrder(List.of(sent(20, 40), sent(10, 30)))).isZero();
  }

  @Test
  void findsAPaymentBelowOneThatWasAnsweredBeforeItWasPosted() {
    SentPayment first = sent(10, 20);
    SentPayment second = sent(30, 40);

    assertThat(FeedAudit.countOutOfOrder(List.of(second, first))).isZero();
    assertThat(FeedAudit.countOutOfOrder(List.of(first, second))).isEqualTo(1);
  }

  private static SentPayment sent(long posted, long answered) {
    return new SentPayment(UUID.randomUUID(), "user1", posted, answered);
  }
}
