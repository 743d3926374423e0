package io.paymentdone.benchmarks.plain;

import org.jspecify.annotations.Nullable;

/** What a client posts; taken as it is. */
record PlainRequest(String userId, long amount, String currency, @Nullable String description) {}
