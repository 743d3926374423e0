package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.StoredPayment;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment over HTTP. Every answer about a payment is built from these fields alone, so that a
 * replay is the same to the byte.
 *
 * @param id UUIDv7
 * @param amount minor units of {@code currency}
 * @param description null when the client sent none
 * @param createdAt RFC 3339 in UTC, at most microseconds
 */
record PaymentBody(
    UUID id,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    Instant createdAt) {

  static PaymentBody of(StoredPayment payment) {
    return new PaymentBody(
        payment.id(),
        payment.userId(),
        payment.amount(),
        payment.currency(),
        payment.description(),
        payment.createdAt());
  }
}
