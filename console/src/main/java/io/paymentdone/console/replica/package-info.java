/** Starting, stopping and killing replicas of the notification service. */
@NullMarked
package io.paymentdone.console.replica;

import org.jspecify.annotations.NullMarked;
