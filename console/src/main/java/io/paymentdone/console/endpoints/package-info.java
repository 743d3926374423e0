/** The webhook endpoints of the console's client, and what waits for each of them. */
@NullMarked
package io.paymentdone.console.endpoints;

import org.jspecify.annotations.NullMarked;
