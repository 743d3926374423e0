package io.paymentdone.payment.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paymentdone.events.PaymentDone;
import java.util.SortedMap;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns a payment into its event: the same bytes when it is written and when it is published again
 * from its row.
 */
public final class PaymentEvents {

  /** Not the application's mapper: {@code spring.jackson.*} must not reach the wire format. */
  private static final ObjectWriter VALUES =
      JsonMapper.builder()
          // Of all that may be null, metadata alone is left out: the contract has a description
          // in every event.
          .withConfigOverride(
              SortedMap.class,
              metadata ->
                  metadata.setIncludeAsProperty(
                      JsonInclude.Value.construct(
                          JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
          .build()
          .writerFor(PaymentDone.class);

  private PaymentEvents() {}

  /**
   * The event of a payment.
   *
   * @param seq place in the payment table; 0 before it is known
   * @param payment {@code occurredAt} in microseconds, as the row keeps it
   * @param traceparent W3C Trace Context of the request, as the row keeps it
   * @param caller client that posted the payment, as the row keeps it
   */
  public static PaymentMessage message(
      long seq, PaymentDone payment, String traceparent, String caller) {
    return new PaymentMessage(
        seq,
        payment.paymentId(),
        payment.userId(),
        payment.occurredAt().toString(),
        traceparent,
        caller,
        VALUES.writeValueAsBytes(payment));
  }
}
