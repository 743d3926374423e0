package io.paymentdone.console.lab;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Ids of payments, at most {@value #IDS_MAX}, which take about 1.5 MB. */
final class PaymentIds {

  /** As many as 25 per second are in the 10 minutes of a museum. */
  static final int IDS_MAX = 15_000;

  private final Set<UUID> ids = new HashSet<>();

  /** Adds an id; returns false if it is there already, or if there are as many as there may be. */
  synchronized boolean add(UUID payment) {
    return !isFull() && ids.add(payment);
  }

  synchronized boolean has(UUID payment) {
    return ids.contains(payment);
  }

  synchronized int size() {
    return ids.size();
  }

  /** Whether no other id is added. */
  synchronized boolean isFull() {
    return ids.size() >= IDS_MAX;
  }
}
