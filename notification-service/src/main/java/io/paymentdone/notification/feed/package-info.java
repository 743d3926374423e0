/** The feed: the notifications of a user, newest first. */
@NullMarked
package io.paymentdone.notification.feed;

import org.jspecify.annotations.NullMarked;
