/** The console's main class. */
@NullMarked
package io.paymentdone.console;

import org.jspecify.annotations.NullMarked;
