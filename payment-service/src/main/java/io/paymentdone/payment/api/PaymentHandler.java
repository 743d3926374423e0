package io.paymentdone.payment.api;

import static java.util.Objects.requireNonNull;

import io.paymentdone.payment.writer.Outcome;
import io.paymentdone.payment.writer.PaymentOrder;
import io.paymentdone.payment.writer.PaymentWriter;
import io.paymentdone.payment.writer.StoredPayment;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** From a request to its payment order, and from the order's outcome to the answer. */
@Component
class PaymentHandler {

  private static final Logger log = LoggerFactory.getLogger(PaymentHandler.class);

  /** Present and {@code true} when the answer is that of an earlier request with the same key. */
  static final String REPLAYED = "Idempotent-Replayed";

  private final PaymentWriter writer;
  private final PaymentQueries queries;
  private final ObjectWriter json;

  PaymentHandler(PaymentWriter writer, PaymentQueries queries, JsonMapper json) {
    this.writer = writer;
    this.queries = queries;
    this.json = json.writerFor(StoredPayment.class);
  }

  /** Whether the rules of today allow it; a payment that is stored already was allowed once. */
  static boolean mayBeNew(PaymentOrder order) {
    return CurrenciesInCirculation.contains(order.currency());
  }

  /**
   * Checks a request's form, and that the caller may pay for that user, and makes the order of it.
   *
   * @throws ProblemException 400 for a field or header that is not as it must be, 404 for another
   *     user
   */
  static PaymentOrder order(PaymentRequest body, Caller caller, HttpServletRequest request) {
    body.check();
    caller.touching(requireNonNull(body.userId()));
    return body.order(
        caller.name(),
        IdempotencyKey.parse(lines(request, IdempotencyKey.HEADER)),
        TraceParent.of(lines(request, TraceParent.HEADER)));
  }

  private static List<String> lines(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }

  /**
   * Has the payment stored and answers, in one piece: sending it in chunks and finding a converter
   * for it took a fifth of the service's CPU time.
   *
   * @throws ProblemException 400 for one that may not be new and is not stored under its key, 422
   *     for a key of another payment, 503 when it was not stored or that is not known
   */
  void take(PaymentOrder order, HttpServletResponse response) throws IOException {
    switch (mayBeNew(order) ? writer.write(order) : stored(order)) {
      case Outcome.Stored stored -> answer(stored, response);
      case Outcome.NotAdmitted refused -> throw PaymentProblems.of(refused.refusal());
      case Outcome.Failure failure -> throw problem(failure);
    }
  }

  /** Logged here and not by the writer: this thread's lines have the id of the request. */
  private static ProblemException problem(Outcome.Failure failure) {
    if (failure == Outcome.Failure.UNSTORABLE) {
      log.error("a payment cannot be stored: the database refuses one of its values");
    }
    return PaymentProblems.of(failure);
  }

  private Outcome stored(PaymentOrder order) {
    return queries
        .byKey(order)
        .orElseThrow(() -> ProblemException.invalid(List.of(PaymentRequest.NOT_IN_CIRCULATION)));
  }

  private void answer(Outcome.Stored stored, HttpServletResponse response) throws IOException {
    StoredPayment payment = stored.payment();
    byte[] body = json.writeValueAsBytes(payment);
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader(HttpHeaders.LOCATION, "/payments/" + payment.id());
    if (stored.replayed()) {
      response.setHeader(REPLAYED, "true");
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
