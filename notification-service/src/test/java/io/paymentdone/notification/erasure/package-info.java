/** Tests of what an erasure leaves, and of what happens at the same time. */
@NullMarked
package io.paymentdone.notification.erasure;

import org.jspecify.annotations.NullMarked;
