package io.paymentdone.console.ledger;

import io.paymentdone.console.payments.PaymentIndex;
import io.paymentdone.console.payments.PaymentTopicReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the console has read of the payments' topic and of its dead letters. */
interface TopicView {

  PaymentIndex index();

  /** Why the topic has not been read to its end; null if it has. */
  @Nullable String note();

  /** Whether the dead letters have been read up to these offsets by partition. */
  boolean hasReadDeadLetters(Map<Integer, Long> ends);

  static TopicView of(PaymentTopicReader published) {
    return new TopicView() {
      @Override
      public PaymentIndex index() {
        return published.index();
      }

      @Override
      public @Nullable String note() {
        return published.note();
      }

      @Override
      public boolean hasReadDeadLetters(Map<Integer, Long> ends) {
        return published.hasReadDeadLetters(ends);
      }
    };
  }
}
