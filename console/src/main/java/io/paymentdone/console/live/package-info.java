/** A group as it changes, pushed to the page. */
@NullMarked
package io.paymentdone.console.live;

import org.jspecify.annotations.NullMarked;
