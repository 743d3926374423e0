package io.paymentdone.payment.writer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.paymentdone.events.PaymentDone;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that is in its table. Every answer about a payment is built from these fields alone, so
 * that a replay is the same to the byte.
 *
 * @param createdAt in microseconds, as PostgreSQL keeps it: a replay must not differ
 * @param metadata null when there is none; its order of keys is that of the answer
 */
@Schema(description = "A payment that is stored")
public record StoredPayment(
    @Schema(description = "Id of the payment, a UUIDv7", example = StoredPayment.EXAMPLE_ID)
        UUID id,
    @Schema(description = "Who pays", example = "user1") String userId,
    @Schema(description = "Minor units of the currency, such as cents", example = "1250")
        long amount,
    @Schema(description = "ISO 4217 code", example = "EUR") String currency,
    @Schema(description = "What the client sent; null if it sent none", example = "order 42")
        @Nullable String description,
    @Schema(
            description = "When it was stored, in microseconds",
            example = "2026-11-29T09:00:00.123456Z")
        Instant createdAt,
    @Schema(
            description = "What the client added, its keys sorted; absent if it added nothing",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED,
            example = StoredPayment.EXAMPLE_METADATA)
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable SortedMap<String, String> metadata) {

  /** An id for descriptions of the API. */
  public static final String EXAMPLE_ID = "019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30";

  /** Metadata for descriptions of the API. */
  public static final String EXAMPLE_METADATA = "{\"channel\": \"web\", \"order\": \"42\"}";

  /** Columns that {@link #read} needs. */
  public static final String COLUMNS =
      "id, user_id, amount, currency, description, created_at, metadata";

  /** Reads a row that has {@link #COLUMNS}. */
  public static StoredPayment read(ResultSet row) throws SQLException {
    return new StoredPayment(
        row.getObject("id", UUID.class),
        row.getString("user_id"),
        row.getLong("amount"),
        row.getString("currency"),
        row.getString("description"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        MetadataColumn.read(row.getString("metadata")));
  }

  /** Its event. */
  public PaymentDone event() {
    return new PaymentDone(id, userId, amount, currency, description, createdAt, metadata);
  }

  /** The outcome of an order that has this payment's idempotency key. */
  public Outcome answer(PaymentOrder order) {
    return isAskedForBy(order) ? new Outcome.Stored(this, true) : Outcome.Failure.KEY_REUSED;
  }

  private boolean isAskedForBy(PaymentOrder order) {
    return amount == order.amount()
        && userId.equals(order.userId())
        && currency.equals(order.currency())
        && Objects.equals(description, order.description())
        && Objects.equals(metadata, order.metadata());
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "StoredPayment[id=" + id + "]";
  }
}
