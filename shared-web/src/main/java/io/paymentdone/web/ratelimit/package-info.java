/** How many requests a caller may send. */
@NullMarked
package io.paymentdone.web.ratelimit;

import org.jspecify.annotations.NullMarked;
