/** How soon after its start a service does its work, and in how much memory. */
@NullMarked
package io.paymentdone.benchmarks.start;

import org.jspecify.annotations.NullMarked;
