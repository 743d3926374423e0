package io.paymentdone.console.services;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A payment in responses of payment-service. */
public record PaymentResponse(
    UUID id,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    Instant createdAt) {
  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentResponse[id=" + id + "]";
  }
}
