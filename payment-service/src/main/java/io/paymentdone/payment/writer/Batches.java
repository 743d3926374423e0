package io.paymentdone.payment.writer;

import java.util.ArrayList;
import java.util.List;

/** Cuts what a writer has taken into batches that are bounded in bytes. */
final class Batches {

  private Batches() {}

  /**
   * The batches, in order; each has at least one payment.
   *
   * @param bytesMax of a batch of more than one payment, see {@link PaymentOrder#bytesMax}
   * @return views of the list
   */
  static List<List<PendingPayment>> of(List<PendingPayment> payments, long bytesMax) {
    List<List<PendingPayment>> batches = new ArrayList<>(1);
    int begin = 0;
    long bytes = 0;
    for (int i = 0; i < payments.size(); i++) {
      long more = payments.get(i).order().bytesMax();
      if (i > begin && bytes + more > bytesMax) {
        batches.add(payments.subList(begin, i));
        begin = i;
        bytes = 0;
      }
      bytes += more;
    }
    if (begin < payments.size()) {
      batches.add(payments.subList(begin, payments.size()));
    }
    return batches;
  }
}
