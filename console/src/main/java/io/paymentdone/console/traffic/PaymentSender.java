package io.paymentdone.console.traffic;

import io.paymentdone.console.services.Answer;
import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.services.ServiceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Sends a payment as a careful client does: with a key, and again with the same key. */
@Component
class PaymentSender {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final PaymentApi payments;

  PaymentSender(PaymentApi payments) {
    this.payments = payments;
  }

  /** Sends until there is an answer that stays, or 40 s are over: then empty. */
  Optional<Answer> send(String body, String idempotencyKey, AtomicLong retries)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<Answer> answer = once(body, idempotencyKey);
      if (answer.isPresent() && answer.get().status() < 500) {
        return answer;
      }
      if (System.nanoTime() > deadline) {
        return Optional.empty();
      }
      retries.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  private Optional<Answer> once(String body, String idempotencyKey) {
    try {
      return Optional.of(payments.pay(body, idempotencyKey));
    } catch (ServiceUnavailableException e) {
      return Optional.empty();
    }
  }
}
