/** Test traffic: ordinary payments that are sent and then searched in the feeds. */
@NullMarked
package io.paymentdone.console.traffic;

import org.jspecify.annotations.NullMarked;
