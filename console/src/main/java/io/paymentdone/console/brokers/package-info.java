/** The brokers: which hold which partition, which are in sync; starting and ending them. */
@NullMarked
package io.paymentdone.console.brokers;

import org.jspecify.annotations.NullMarked;
