package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.PaymentOrder;
import io.paymentdone.payment.writer.StoredPayment;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.paging.Cursor;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;

/** Finds payments. */
@Service
class PaymentQueries {

  private static final String LIST = "payments";

  private final PaymentRepository payments;
  private final Bulkhead readers;

  PaymentQueries(PaymentRepository payments, Bulkhead readers) {
    this.payments = payments;
    this.readers = readers;
  }

  /**
   * The payment with this id.
   *
   * @throws ProblemException 404
   */
  StoredPayment byId(UUID id) {
    return readers
        .call(() -> payments.findById(id))
        .map(Payment::stored)
        .orElseThrow(PaymentQueries::unknown);
  }

  /** What an order is answered whose key is known; empty without a key or with one that is not. */
  Optional<Outcome> byKey(PaymentOrder order) {
    return Optional.ofNullable(order.idempotencyKey())
        .flatMap(
            key -> readers.call(() -> payments.findByCallerAndIdempotencyKey(order.caller(), key)))
        .map(payment -> payment.stored().answer(order));
  }

  /** A user's payments, newest first, from a cursor on or from the newest. */
  Page<StoredPayment> byUser(String userId, int limit, @Nullable String after) {
    Cursor cursor = new Cursor(LIST, userId);
    long before = after == null ? Long.MAX_VALUE : cursor.read(after, 1)[0];
    List<Payment> rows =
        readers.call(() ->
            payments.findByUserIdAndSeqLessThanOrderBySeqDesc(userId, before, Limit.of(limit + 1)));
    return Page.of(rows, limit, payment -> cursor.write(payment.seq())).map(Payment::stored);
  }

  private static ProblemException unknown() {
    return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such payment.");
  }
}
