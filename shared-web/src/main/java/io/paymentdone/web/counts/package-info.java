/** Counting the rows of a table that keeps growing, for all who ask, at a bounded cost. */
@NullMarked
package io.paymentdone.web.counts;

import org.jspecify.annotations.NullMarked;
