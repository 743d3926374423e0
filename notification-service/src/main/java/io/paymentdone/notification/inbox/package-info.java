/**
 * From the topic to the feed: reads batches of records, each event once, and sets aside what is not
 * an event.
 */
@NullMarked
package io.paymentdone.notification.inbox;

import org.jspecify.annotations.NullMarked;
