/** Bounds on the work that a service takes on, and its end when memory ends. */
@NullMarked
package io.paymentdone.web.overload;

import org.jspecify.annotations.NullMarked;
