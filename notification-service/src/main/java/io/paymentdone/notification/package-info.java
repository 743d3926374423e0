/** The main class of the notification service, and the identity of the replica. */
@NullMarked
package io.paymentdone.notification;

import org.jspecify.annotations.NullMarked;
