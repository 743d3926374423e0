/** Tests of the way from the topic to the feed. */
@NullMarked
package io.paymentdone.notification.inbox;

import org.jspecify.annotations.NullMarked;
