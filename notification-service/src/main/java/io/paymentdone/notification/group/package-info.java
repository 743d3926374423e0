/** Membership of the consumer group: where it starts, how it survives, what its health is. */
@NullMarked
package io.paymentdone.notification.group;

import org.jspecify.annotations.NullMarked;
