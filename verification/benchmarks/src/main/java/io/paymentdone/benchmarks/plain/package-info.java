/**
 * What one would write without thinking of the gap between save and send: the plain alternative.
 */
@NullMarked
package io.paymentdone.benchmarks.plain;

import org.jspecify.annotations.NullMarked;
