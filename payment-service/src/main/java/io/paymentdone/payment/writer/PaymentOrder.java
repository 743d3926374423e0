package io.paymentdone.payment.writer;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment as a client asks for it, checked, not yet made.
 *
 * @param caller client that asks: idempotency keys are unique per caller, and the event names it
 * @param idempotencyKey null when the client sent none
 * @param amount minor units of {@code currency}
 * @param description null when the client sent none; not the same as an empty one
 * @param metadata null when the client sent none, or an empty one
 * @param traceparent W3C Trace Context of the request
 */
public record PaymentOrder(
    String caller,
    @Nullable String idempotencyKey,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    @Nullable SortedMap<String, String> metadata,
    String traceparent) {

  /** Of a UTF-16 unit: a pair of them takes four. */
  private static final int CHARACTER_BYTES_MAX = 3;

  /** Bytes of its texts in UTF-8, as if each character took the most that one may take. */
  int bytesMax() {
    int characters =
        caller.length()
            + length(idempotencyKey)
            + userId.length()
            + length(description)
            + traceparent.length();
    if (metadata != null) {
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        characters += entry.getKey().length() + entry.getValue().length();
      }
    }
    return CHARACTER_BYTES_MAX * characters;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** The payment that this order makes. */
  StoredPayment stored(UUID id, Instant createdAt) {
    return new StoredPayment(id, userId, amount, currency, description, createdAt, metadata);
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "PaymentOrder[caller=" + caller + ", traceparent=" + traceparent + "]";
  }
}
