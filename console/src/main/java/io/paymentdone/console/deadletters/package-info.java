/** Records that are no valid events: a list with reasons, and the way back to the topic. */
@NullMarked
package io.paymentdone.console.deadletters;

import org.jspecify.annotations.NullMarked;
