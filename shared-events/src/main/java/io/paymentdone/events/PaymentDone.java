package io.paymentdone.events;

import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that has been made; the JSON value of a record on {@link Topics#PAYMENT_DONE},
 * components in this order.
 *
 * <p>Changes are additive only: a new meaning is a new {@link
 * CloudEventHeaders#TYPE_PAYMENT_DONE_V1 type}. The schema is {@code payment-done.v1.schema.json}
 * beside this class.
 *
 * @param paymentId UUIDv7, also the event's {@code ce_id}
 * @param userId 1–128 characters, also the record key in UTF-8
 * @param amount minor units of {@code currency}, 1 to 999 999 999 999
 * @param currency ISO 4217 alphabetic code
 * @param description at most 500 characters; null when the client sent none
 * @param occurredAt when the payment was accepted; microseconds, UTC
 * @param metadata what the client added for itself: 1 to {@value #METADATA_KEYS_MAX} keys; null,
 *     and then not in the JSON value, when it added nothing
 */
public record PaymentDone(
    UUID paymentId,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    Instant occurredAt,
    @Nullable SortedMap<String, String> metadata) {

  /** Longest {@code userId}, in code points. */
  public static final int USER_ID_LENGTH_MAX = 128;

  /** Largest {@code amount}, in minor units; the smallest is 1. */
  public static final long AMOUNT_MAX = 999_999_999_999L;

  /** Longest {@code description}, in code points. */
  public static final int DESCRIPTION_LENGTH_MAX = 500;

  /** Most keys of {@code metadata}. */
  public static final int METADATA_KEYS_MAX = 20;

  /** Longest key of {@code metadata}, in code points; the shortest has 1. */
  public static final int METADATA_KEY_LENGTH_MAX = 40;

  /** Longest value in {@code metadata}, in code points. */
  public static final int METADATA_VALUE_LENGTH_MAX = 200;

  /** A payment without metadata. */
  public PaymentDone(
      UUID paymentId,
      String userId,
      long amount,
      String currency,
      @Nullable String description,
      Instant occurredAt) {
    this(paymentId, userId, amount, currency, description, occurredAt, null);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentDone[paymentId=" + paymentId + "]";
  }
}
