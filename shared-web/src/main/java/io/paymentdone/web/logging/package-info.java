/** Fewer lines of log than there are failures. */
@NullMarked
package io.paymentdone.web.logging;

import org.jspecify.annotations.NullMarked;
