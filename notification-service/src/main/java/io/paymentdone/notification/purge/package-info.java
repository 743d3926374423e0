/** Deletes entries, dead letters and deliveries past their retention. */
@NullMarked
package io.paymentdone.notification.purge;

import org.jspecify.annotations.NullMarked;
