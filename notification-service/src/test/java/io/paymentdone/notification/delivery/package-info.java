/** Tests of deliveries. */
@NullMarked
package io.paymentdone.notification.delivery;

import org.jspecify.annotations.NullMarked;
