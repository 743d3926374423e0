/** Removes what is older than feeds go back. */
@NullMarked
package io.paymentdone.notification.purge;

import org.jspecify.annotations.NullMarked;
