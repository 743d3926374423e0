package io.paymentdone.benchmarks.plain;

import org.jspecify.annotations.Nullable;

/** A client's request, not validated. */
record PlainRequest(String userId, long amount, String currency, @Nullable String description) {}
