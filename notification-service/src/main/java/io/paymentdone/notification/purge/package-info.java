/** Deletes entries and dead letters past their retention. */
@NullMarked
package io.paymentdone.notification.purge;

import org.jspecify.annotations.NullMarked;
