/** Lag in time: how old the oldest record is that a group has not committed yet, and the trend. */
@NullMarked
package io.paymentdone.console.lag;

import org.jspecify.annotations.NullMarked;
