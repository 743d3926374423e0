/** Threads that run for the life of the console; each failure is logged and reported. */
@NullMarked
package io.paymentdone.console.workers;

import org.jspecify.annotations.NullMarked;
