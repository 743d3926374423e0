/** What it costs to deliver notifications, and to be able to. */
@NullMarked
package io.paymentdone.benchmarks.deliveries;

import org.jspecify.annotations.NullMarked;
