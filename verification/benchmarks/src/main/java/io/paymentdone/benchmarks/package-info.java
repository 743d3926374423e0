/** Measures the whole system in real processes and writes what came out. */
@NullMarked
package io.paymentdone.benchmarks;

import org.jspecify.annotations.NullMarked;
