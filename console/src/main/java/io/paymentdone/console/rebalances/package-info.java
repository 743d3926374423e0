/** Every rebalance as a card: what set it off, what moved, what it cost, and what never stopped. */
@NullMarked
package io.paymentdone.console.rebalances;

import org.jspecify.annotations.NullMarked;
