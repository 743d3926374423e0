/**
 * Bounds on the work that a service takes on, tasks that outlive their failures, and the end of the
 * process when memory ends.
 */
@NullMarked
package io.paymentdone.web.overload;

import org.jspecify.annotations.NullMarked;
