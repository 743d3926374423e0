/**
 * The lab: a consumer group of a learner's own, with real consumers that may be killed. And the
 * museum of mistakes: groups and producers with classic mistakes beside the right group. And the
 * rebalance protocols side by side, with the same traffic and the same kill.
 */
@NullMarked
package io.paymentdone.console.lab;

import org.jspecify.annotations.NullMarked;
