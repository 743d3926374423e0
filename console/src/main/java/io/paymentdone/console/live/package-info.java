/** The live state of a group, pushed to pages as server-sent events. */
@NullMarked
package io.paymentdone.console.live;

import org.jspecify.annotations.NullMarked;
