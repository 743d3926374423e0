/** Tests of what is deleted, and how. */
@NullMarked
package io.paymentdone.notification.purge;

import org.jspecify.annotations.NullMarked;
