/** What a user was notified of, newest first. */
@NullMarked
package io.paymentdone.notification.feed;

import org.jspecify.annotations.NullMarked;
