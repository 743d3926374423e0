/**
 * Records that do not fit into memory: how much of one is taken, and reading those as a stream that
 * a poll could not hold.
 */
@NullMarked
package io.paymentdone.notification.oversized;

import org.jspecify.annotations.NullMarked;
