/** Records that are not valid events: a list with reasons, and their redrive. */
@NullMarked
package io.paymentdone.console.deadletters;

import org.jspecify.annotations.NullMarked;
