package io.paymentdone.console.services;

/**
 * The response of a service, unchanged.
 *
 * @param status HTTP status
 */
public record ServiceResponse(int status, String body) {}
