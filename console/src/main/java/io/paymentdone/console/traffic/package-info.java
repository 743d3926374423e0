/** Test traffic: payments like any other, sent and then looked for in the feeds. */
@NullMarked
package io.paymentdone.console.traffic;

import org.jspecify.annotations.NullMarked;
