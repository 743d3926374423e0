/** Whether every accepted payment arrived everywhere, once. */
@NullMarked
package io.paymentdone.benchmarks.check;

import org.jspecify.annotations.NullMarked;
