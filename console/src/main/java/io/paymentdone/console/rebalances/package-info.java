/** Every rebalance: its triggers, the partitions that moved, both gaps, and the unaffected ones. */
@NullMarked
package io.paymentdone.console.rebalances;

import org.jspecify.annotations.NullMarked;
