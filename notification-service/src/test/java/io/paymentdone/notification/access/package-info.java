/** Tests of who may do what. */
@NullMarked
package io.paymentdone.notification.access;

import org.jspecify.annotations.NullMarked;
