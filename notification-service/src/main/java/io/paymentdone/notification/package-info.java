/** The notification service's main class, and which replica it is. */
@NullMarked
package io.paymentdone.notification;

import org.jspecify.annotations.NullMarked;
