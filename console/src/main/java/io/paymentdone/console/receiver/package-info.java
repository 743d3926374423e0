/** A receiver of webhooks and mail that checks what it gets, and that can be told to fail. */
@NullMarked
package io.paymentdone.console.receiver;

import org.jspecify.annotations.NullMarked;
