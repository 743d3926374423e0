package io.paymentdone.payment.writer;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that is in its table.
 *
 * @param id UUIDv7
 * @param createdAt in microseconds, as PostgreSQL keeps it: a replay must not differ
 */
public record StoredPayment(
    UUID id,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    Instant createdAt) {

  /** What an order is answered whose key this payment has. */
  public Outcome answer(PaymentOrder order) {
    return isAskedForBy(order) ? new Outcome.Stored(this, true) : new Outcome.KeyReused();
  }

  private boolean isAskedForBy(PaymentOrder order) {
    return amount == order.amount()
        && userId.equals(order.userId())
        && currency.equals(order.currency())
        && Objects.equals(description, order.description());
  }
}
