/** Rationed logging: one line for the many equal failures of an outage. */
@NullMarked
package io.paymentdone.web.logging;

import org.jspecify.annotations.NullMarked;
