/**
 * Records that are not valid events: kept, published to the dead-letter topic, listed, redriven.
 */
@NullMarked
package io.paymentdone.notification.deadletter;

import org.jspecify.annotations.NullMarked;
