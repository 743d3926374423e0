/** Tests of deliveries to receivers elsewhere. */
@NullMarked
package io.paymentdone.notification.delivery;

import org.jspecify.annotations.NullMarked;
