/**
 * From the feed to receivers elsewhere: lanes (one target and one user each) with deliveries in
 * order, the workers that send them, and what channels have to do for it.
 */
@NullMarked
package io.paymentdone.notification.delivery;

import org.jspecify.annotations.NullMarked;
