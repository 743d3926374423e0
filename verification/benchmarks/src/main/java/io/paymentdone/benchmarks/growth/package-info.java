/** What stored payments cost those that come. */
@NullMarked
package io.paymentdone.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
