package io.paymentdone.console.services;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A payment as payment-service answers it. */
public record Payment(
    UUID id,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    Instant createdAt) {}
