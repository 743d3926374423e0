/** What stored payments cost later ones. */
@NullMarked
package io.paymentdone.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
