package io.paymentdone.events;

/**
 * Record headers of CloudEvents 1.0 in Kafka's binary content mode, values in UTF-8.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     protocol binding</a>
 */
public final class CloudEventHeaders {

  public static final String SPEC_VERSION = "ce_specversion";
  public static final String ID = "ce_id";
  public static final String SOURCE = "ce_source";
  public static final String TYPE = "ce_type";
  public static final String TIME = "ce_time";

  /**
   * Extension attribute: name of the caller that posted the payment, 1 to {@value
   * #CALLER_LENGTH_MAX} characters without control characters: a client's name, {@code user:} and
   * the id of a user who posted it, {@code anonymous} where nobody logs in. An event that was
   * written before this attribute existed has none.
   */
  public static final String CALLER = "ce_caller";

  public static final String CONTENT_TYPE = "content-type";

  /**
   * W3C Trace Context, as the CloudEvents distributed-tracing extension carries it; without the
   * {@code ce_} prefix.
   */
  public static final String TRACEPARENT = "traceparent";

  public static final String SPEC_VERSION_1_0 = "1.0";
  public static final String SOURCE_PAYMENTS = "/payments";
  public static final String TYPE_PAYMENT_DONE_V1 = "io.paymentdone.payment-done.v1";
  public static final String CONTENT_TYPE_JSON = "application/json";

  /** Longest name of a client, in code points. */
  public static final int CLIENT_LENGTH_MAX = 128;

  /** Longest {@link #CALLER}, in code points: {@code user:} and the longest user id. */
  public static final int CALLER_LENGTH_MAX = 5 + PaymentDone.USER_ID_LENGTH_MAX;

  private CloudEventHeaders() {}
}
