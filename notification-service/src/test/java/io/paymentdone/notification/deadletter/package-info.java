/** Tests of what is rejected. */
@NullMarked
package io.paymentdone.notification.deadletter;

import org.jspecify.annotations.NullMarked;
