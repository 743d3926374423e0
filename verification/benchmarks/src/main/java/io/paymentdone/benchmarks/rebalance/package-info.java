/** How long a partition's feed stands still when members come and go. */
@NullMarked
package io.paymentdone.benchmarks.rebalance;

import org.jspecify.annotations.NullMarked;
