/**
 * What members of the consumer group report to those who watch it; not part of the payment
 * contract.
 */
@NullMarked
package io.paymentdone.events.group;

import org.jspecify.annotations.NullMarked;
