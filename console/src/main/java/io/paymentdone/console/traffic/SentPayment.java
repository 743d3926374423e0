package io.paymentdone.console.traffic;

import java.util.UUID;

/**
 * A payment of a run with response 201.
 *
 * @param postedNanos start of the first request, by {@link System#nanoTime}
 * @param answeredNanos time of the response
 */
record SentPayment(UUID id, String userId, long postedNanos, long answeredNanos) {
  /** Without what is personal. */
  @Override
  public String toString() {
    return "SentPayment[id=" + id + "]";
  }
}
