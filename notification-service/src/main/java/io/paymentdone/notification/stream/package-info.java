/** A user's new feed entries as server-sent events. */
@NullMarked
package io.paymentdone.notification.stream;

import org.jspecify.annotations.NullMarked;
