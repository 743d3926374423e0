/** How the service connects to its database outside the write path. */
@NullMarked
package io.paymentdone.payment.database;

import org.jspecify.annotations.NullMarked;
