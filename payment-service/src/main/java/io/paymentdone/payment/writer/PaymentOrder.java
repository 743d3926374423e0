package io.paymentdone.payment.writer;

import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment as a client asks for it, checked, not yet made.
 *
 * @param caller client that asks: idempotency keys are unique per caller, and the event names it
 * @param idempotencyKey null when the client sent none
 * @param amount minor units of {@code currency}
 * @param description null when the client sent none; not the same as an empty one
 * @param metadata null when the client sent none, or an empty one
 * @param traceparent W3C Trace Context of the request
 */
public record PaymentOrder(
    String caller,
    @Nullable String idempotencyKey,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    @Nullable SortedMap<String, String> metadata,
    String traceparent) {

  /** The payment that this order makes. */
  StoredPayment stored(UUID id, Instant createdAt) {
    return new StoredPayment(id, userId, amount, currency, description, createdAt, metadata);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentOrder[caller=" + caller + ", traceparent=" + traceparent + "]";
  }
}
