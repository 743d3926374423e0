/** Threads for the life of the console: none of them ends unnoticed. */
@NullMarked
package io.paymentdone.console.workers;

import org.jspecify.annotations.NullMarked;
