/**
 * From the topic to the feed: receives batches of records, stores each event once, and dead-letters
 * invalid records.
 */
@NullMarked
package io.paymentdone.notification.inbox;

import org.jspecify.annotations.NullMarked;
