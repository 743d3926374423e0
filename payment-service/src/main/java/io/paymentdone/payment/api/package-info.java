/** Payments over HTTP: making them, reading them. */
@NullMarked
package io.paymentdone.payment.api;

import org.jspecify.annotations.NullMarked;
