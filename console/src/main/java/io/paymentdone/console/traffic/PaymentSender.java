package io.paymentdone.console.traffic;

import io.paymentdone.console.services.PaymentApi;
import io.paymentdone.console.services.ServiceResponse;
import io.paymentdone.console.services.ServiceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Sends a payment as a careful client does: with an idempotency key, and retries with the same key.
 */
@Component
class PaymentSender {

  private static final Duration RETRY_MAX = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final PaymentApi payments;

  PaymentSender(PaymentApi payments) {
    this.payments = payments;
  }

  /** Retries until a response below status 500, or until 40 s are over; then returns empty. */
  Optional<ServiceResponse> send(String body, String idempotencyKey, AtomicLong retries)
      throws InterruptedException {
    long deadline = System.nanoTime() + RETRY_MAX.toNanos();
    while (true) {
      Optional<ServiceResponse> response = once(body, idempotencyKey);
      if (response.isPresent() && response.get().status() < 500) {
        return response;
      }
      if (System.nanoTime() > deadline) {
        return Optional.empty();
      }
      retries.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
  }

  private Optional<ServiceResponse> once(String body, String idempotencyKey) {
    try {
      return Optional.of(payments.pay(body, idempotencyKey));
    } catch (ServiceUnavailableException e) {
      return Optional.empty();
    }
  }
}
