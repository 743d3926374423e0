/**
 * Erases what this service has of a user, and keeps events that are read once more from bringing it
 * back.
 */
@NullMarked
package io.paymentdone.notification.erasure;

import org.jspecify.annotations.NullMarked;
