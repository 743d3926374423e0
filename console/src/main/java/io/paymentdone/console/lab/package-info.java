/** The lab: a consumer group of a learner's own, with real consumers that may be killed. */
@NullMarked
package io.paymentdone.console.lab;

import org.jspecify.annotations.NullMarked;
