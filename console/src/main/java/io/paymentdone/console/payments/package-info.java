/**
 * The payments on the topic: an index of them, throughput, and the users with the most payments.
 */
@NullMarked
package io.paymentdone.console.payments;

import org.jspecify.annotations.NullMarked;
