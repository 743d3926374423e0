/**
 * Tells whoever watches the group what the coordinator does not: when partitions are really given
 * up or taken over, and how far this member is.
 */
@NullMarked
package io.paymentdone.notification.groupevents;

import org.jspecify.annotations.NullMarked;
