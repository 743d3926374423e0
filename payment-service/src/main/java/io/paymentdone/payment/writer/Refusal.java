package io.paymentdone.payment.writer;

import java.time.Duration;

/**
 * Why payments are not accepted for now.
 *
 * @param code the reason, for programs; stable
 * @param detail for people: what stands in the way and what to do
 * @param retryAfter after which it may have changed
 */
public record Refusal(String code, String detail, Duration retryAfter) {}
