/** Tests of the feed. */
@NullMarked
package io.paymentdone.notification.feed;

import org.jspecify.annotations.NullMarked;
