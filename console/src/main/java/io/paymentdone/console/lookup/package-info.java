/** The way of one payment, from the request to the feed, with its times. */
@NullMarked
package io.paymentdone.console.lookup;

import org.jspecify.annotations.NullMarked;
