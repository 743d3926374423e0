/** Tests of subscriptions and e-mail. */
@NullMarked
package io.paymentdone.notification.email;

import org.jspecify.annotations.NullMarked;
