/** Tests of webhook endpoints and of what is sent to them. */
@NullMarked
package io.paymentdone.notification.webhook;

import org.jspecify.annotations.NullMarked;
