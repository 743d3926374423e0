/** A second port of the console, by which everything can be watched and nothing changed. */
@NullMarked
package io.paymentdone.console.readonly;

import org.jspecify.annotations.NullMarked;
