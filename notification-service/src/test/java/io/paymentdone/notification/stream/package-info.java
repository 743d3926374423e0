/** Tests of the live feed. */
@NullMarked
package io.paymentdone.notification.stream;

import org.jspecify.annotations.NullMarked;
