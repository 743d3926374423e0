/**
 * The write path: requests that arrive while a commit is in flight form the next batch, one
 * statement per batch.
 */
@NullMarked
package io.paymentdone.payment.writer;

import org.jspecify.annotations.NullMarked;
