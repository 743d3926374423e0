/**
 * Events about this member that the coordinator does not report: when partitions are really given
 * up or taken over, and the progress of the member.
 */
@NullMarked
package io.paymentdone.notification.groupevents;

import org.jspecify.annotations.NullMarked;
