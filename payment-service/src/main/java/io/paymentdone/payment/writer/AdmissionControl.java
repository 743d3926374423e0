package io.paymentdone.payment.writer;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether payments are accepted now. Every bean of this type is consulted before a payment
 * is queued.
 */
public interface AdmissionControl {

  /** Why payments are refused now; null when they are accepted. Does no I/O. */
  @Nullable Refusal refusal();
}
