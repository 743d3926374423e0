package io.paymentdone.console.lab;

import java.util.HashMap;
import java.util.Map;

/**
 * What an exhibit has notified of, and what was wrong with it. It outlasts the consumers, as a
 * table does. Bounded: see {@link PaymentIds}.
 */
final class MuseumNotices {

  private final PaymentIds once = new PaymentIds();
  private final PaymentIds again = new PaymentIds();
  private final Map<String, Long> newest = new HashMap<>();
  private int outOfOrder;

  synchronized void notice(MuseumPayment payment) {
    if (once.has(payment.id())) {
      var _ = again.add(payment.id());
    } else if (once.add(payment.id())) {
      Long before = newest.get(payment.user());
      if (before != null && payment.order() < before) {
        outOfOrder++;
      } else {
        newest.put(payment.user(), payment.order());
      }
    }
  }

  /** Whether there was a notice of the payment. */
  boolean has(MuseumPayment payment) {
    return once.has(payment.id());
  }

  /** Number of payments of which there was a notice. */
  int payments() {
    return once.size();
  }

  /** Number of payments of which there was more than one notice. */
  int doubled() {
    return again.size();
  }

  /** Number of payments whose first notice came after that of a later payment of their user. */
  synchronized int outOfOrder() {
    return outOfOrder;
  }

  /** Whether a new payment is not counted. */
  boolean isFull() {
    return once.isFull();
  }
}
