/**
 * The contract between payment service and notification service: what a payment-done event is, and
 * where it travels.
 */
@NullMarked
package io.paymentdone.events;

import org.jspecify.annotations.NullMarked;
