/** What goes over the topic: rates, the busiest users, and which payments it holds. */
@NullMarked
package io.paymentdone.console.payments;

import org.jspecify.annotations.NullMarked;
