package io.paymentdone.payment.writer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The orders of a batch that share one key, in order of arrival: the first is written. */
final class KeyGroup {

  private static final Comparator<KeyGroup> BY_KEY =
      Comparator.comparing(KeyGroup::key, Comparator.nullsLast(Comparator.naturalOrder()));

  private final @Nullable PaymentKey key;
  private final List<PendingPayment> payments;

  KeyGroup(@Nullable PaymentKey key, List<PendingPayment> payments) {
    this.key = key;
    this.payments = payments;
  }

  static @Nullable PaymentKey key(PaymentOrder order) {
    String key = order.idempotencyKey();
    return key == null ? null : new PaymentKey(order.caller(), key);
  }

  /**
   * Groups a batch and sorts it by key, so that two replicas never wait for each other's keys in a
   * circle. Orders without a key conflict with nothing; they keep their order of arrival.
   */
  static List<KeyGroup> of(List<PendingPayment> batch) {
    List<KeyGroup> groups = new ArrayList<>(batch.size());
    Map<PaymentKey, KeyGroup> byKey = new HashMap<>();
    for (PendingPayment payment : batch) {
      PaymentKey key = key(payment.order());
      KeyGroup known = key == null ? null : byKey.get(key);
      if (known != null) {
        known.payments.add(payment);
        continue;
      }
      List<PendingPayment> payments = new ArrayList<>(1);
      payments.add(payment);
      KeyGroup group = new KeyGroup(key, payments);
      groups.add(group);
      if (key != null) {
        byKey.put(key, group);
      }
    }
    groups.sort(BY_KEY);
    return groups;
  }

  @Nullable PaymentKey key() {
    return key;
  }

  /** All of them. */
  List<PendingPayment> payments() {
    return payments;
  }

  /** The order that is written. */
  PaymentOrder first() {
    return payments.getFirst().order();
  }

  /** Answers all orders after the first one was stored: the others repeat it or reuse its key. */
  void inserted(StoredPayment payment) {
    payments.getFirst().complete(new Outcome.Stored(payment, false));
    payments.stream().skip(1).forEach(repeat -> answer(repeat, payment));
  }

  /** Answers all orders from a payment that an earlier request stored under this key. */
  void existed(StoredPayment payment) {
    payments.forEach(repeat -> answer(repeat, payment));
  }

  void fail(Outcome outcome) {
    payments.forEach(payment -> payment.complete(outcome));
  }

  private static void answer(PendingPayment repeat, StoredPayment payment) {
    repeat.complete(payment.answer(repeat.order()));
  }
}
