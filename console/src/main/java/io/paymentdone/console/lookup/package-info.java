/** The trace of one payment from the request to the feed, with times. */
@NullMarked
package io.paymentdone.console.lookup;

import org.jspecify.annotations.NullMarked;
