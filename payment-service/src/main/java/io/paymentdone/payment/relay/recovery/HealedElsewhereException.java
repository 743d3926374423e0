package io.paymentdone.payment.relay.recovery;

/** Another session has the {@link HealingLock}. */
public final class HealedElsewhereException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HealedElsewhereException() {
    super("another replica heals the slot");
  }
}
