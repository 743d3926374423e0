/** The payment service's main class. */
@NullMarked
package io.paymentdone.payment;

import org.jspecify.annotations.NullMarked;
