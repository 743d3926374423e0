/** E-mail: users' subscriptions, messages and the mail server they go to. */
@NullMarked
package io.paymentdone.notification.email;

import org.jspecify.annotations.NullMarked;
