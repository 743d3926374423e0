/** Starting, stopping and killing replicas of the notification service, where that is possible. */
@NullMarked
package io.paymentdone.console.replica;

import org.jspecify.annotations.NullMarked;
