/** Records that are no events, sent on purpose: what the group does with them can be watched. */
@NullMarked
package io.paymentdone.console.poison;

import org.jspecify.annotations.NullMarked;
