/** Who changed what at the console: a line per write, in the log {@code audit}. */
@NullMarked
package io.paymentdone.console.audit;

import org.jspecify.annotations.NullMarked;
