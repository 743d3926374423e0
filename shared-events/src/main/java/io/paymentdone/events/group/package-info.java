/** What members of the consumer group tell those who watch it; no part of the payment contract. */
@NullMarked
package io.paymentdone.events.group;

import org.jspecify.annotations.NullMarked;
