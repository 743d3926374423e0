package io.paymentdone.notification.delivery;

/**
 * A receiver of deliveries, such as a webhook endpoint.
 *
 * @param number its number in the tables {@code lane} and {@code delivery}
 */
public record Target(int number) {}
