package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.PaymentOrder;
import io.paymentdone.payment.writer.StoredPayment;
import io.paymentdone.web.overload.Bulkhead;
import io.paymentdone.web.paging.AnswerMemory;
import io.paymentdone.web.paging.Cursor;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;

/** Finds payments. */
@Service
class PaymentQueries {

  private static final String LIST = "payments";

  /** Of the list of all users. */
  private static final Cursor ALL = new Cursor("payments of all users", "");

  /**
   * The last payment that one request looks at with a filter: a filter that lets few pass would
   * have it read the whole table, and never end in time. The page's cursor goes on from there.
   */
  private static final Pageable LAST_EXAMINED = PageRequest.of(9_999, 1);

  private final PaymentRepository payments;
  private final SettledPayments settledPayments;
  private final Bulkhead readers;
  private final AnswerMemory answers;

  PaymentQueries(
      PaymentRepository payments,
      SettledPayments settledPayments,
      Bulkhead readers,
      AnswerMemory answers) {
    this.payments = payments;
    this.settledPayments = settledPayments;
    this.readers = readers;
    this.answers = answers;
  }

  /**
   * The payment with this id.
   *
   * @throws ProblemException 404, also for a payment that the caller may not read
   */
  StoredPayment byId(UUID id, Caller caller) {
    return readers
        .call(() -> payments.findById(id))
        .map(Payment::stored)
        .filter(payment -> caller.mayTouch(payment.userId()))
        .orElseThrow(PaymentQueries::unknown);
  }

  /** What an order is answered whose key is known; empty without a key or with one that is not. */
  Optional<Outcome> byKey(PaymentOrder order) {
    return Optional.ofNullable(order.idempotencyKey())
        .flatMap(key -> find(order.caller(), key))
        .map(payment -> payment.answer(order));
  }

  /** The payment of a caller's key, or none. */
  Page<StoredPayment> byKey(String caller, String idempotencyKey) {
    return new Page<>(find(caller, idempotencyKey).stream().toList(), null);
  }

  private Optional<StoredPayment> find(String caller, String idempotencyKey) {
    return readers
        .call(() -> payments.findByCallerAndIdempotencyKey(caller, idempotencyKey))
        .map(Payment::stored);
  }

  /**
   * A user's payments, newest first, from a cursor on or from the newest. With a filter a page may
   * have fewer than {@code limit}, or none, and be followed by others.
   */
  Page<StoredPayment> byUser(
      String userId, PaymentFilter filter, int limit, @Nullable String after) {
    Cursor cursor = new Cursor(LIST, userId);
    long before = after == null ? Long.MAX_VALUE : cursor.read(after, 1)[0];
    long oldest =
        filter.isNone()
            ? 0
            : lastExamined(() -> payments.findPositionsOfUser(userId, before, LAST_EXAMINED), 0);
    List<Payment> rows =
        readers.call(() ->
            payments.findOfUser(
                userId,
                before,
                oldest,
                filter.createdFrom(),
                filter.createdUntil(),
                filter.currency(),
                filter.amountMin(),
                filter.amountMax(),
                Limit.of(limit + 1)));
    Page<StoredPayment> page =
        answers
            .page(rows, limit, Payment::characters, payment -> cursor.write(payment.seq()))
            .map(Payment::stored);
    return page.next() == null && oldest > 0
        ? new Page<>(page.items(), cursor.write(oldest))
        : page;
  }

  /**
   * The payments of all users in the order of {@code seq}, from a cursor on or from the first.
   * There is always a next cursor, and none skips a payment that is committed late.
   *
   * @param since a cursor, or empty
   */
  Page<StoredPayment> since(String since, PaymentFilter filter, int limit) {
    long after = since.isEmpty() ? 0 : ALL.read(since, 1, Long.MAX_VALUE)[0];
    SettledPayments.Horizon horizon = settledPayments.await(after, limit);
    if (after > horizon.newest()) {
      throw ProblemException.of(
          ProblemCode.INVALID_CURSOR,
          "The cursor lies after the newest payment: the database was restored to an earlier"
              + " state. Read again from an earlier cursor or from the first payment.");
    }
    // Another replica may know more, and have given out the cursor.
    long settled = Math.max(after, horizon.settled());
    long last =
        filter.isNone()
            ? settled
            : lastExamined(
                () -> payments.findPositionsOfAll(after, settled, LAST_EXAMINED), settled);
    List<Payment> rows =
        readers.call(() ->
            payments.findOfAll(
                after,
                last,
                filter.createdFrom(),
                filter.createdUntil(),
                filter.currency(),
                filter.amountMin(),
                filter.amountMax(),
                Limit.of(limit)));
    List<Payment> page = answers.fitting(rows, Payment::characters);
    boolean isLast = rows.size() < limit && page.size() == rows.size();
    long next = isLast ? last : page.getLast().seq();
    return new Page<>(page.stream().map(Payment::stored).toList(), ALL.write(next));
  }

  private long lastExamined(Supplier<List<Long>> found, long whenFew) {
    return readers.call(found).stream().findFirst().orElse(whenFew);
  }

  private static ProblemException unknown() {
    return ProblemException.of(ProblemCode.NOT_FOUND, "There is no such payment.");
  }
}
