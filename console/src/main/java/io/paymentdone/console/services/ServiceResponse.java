package io.paymentdone.console.services;

/**
 * An answer of a service as it came.
 *
 * @param status HTTP status
 */
public record Answer(int status, String body) {}
