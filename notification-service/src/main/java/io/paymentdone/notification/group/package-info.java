/** Membership of the consumer group: start offsets, error handling and health. */
@NullMarked
package io.paymentdone.notification.group;

import org.jspecify.annotations.NullMarked;
