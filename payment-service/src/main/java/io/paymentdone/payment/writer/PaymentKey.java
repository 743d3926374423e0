package io.paymentdone.payment.writer;

import java.util.Comparator;

/** An idempotency key with the caller it belongs to. Every replica locks keys in this order. */
record PaymentKey(String caller, String idempotencyKey) implements Comparable<PaymentKey> {

  private static final Comparator<PaymentKey> ORDER =
      Comparator.comparing(PaymentKey::caller).thenComparing(PaymentKey::idempotencyKey);

  @Override
  public int compareTo(PaymentKey other) {
    return ORDER.compare(this, other);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentKey[caller=" + caller + "]";
  }
}
