/** Webhook endpoints of clients, and the channel that sends signed requests to them. */
@NullMarked
package io.paymentdone.notification.webhook;

import org.jspecify.annotations.NullMarked;
