package io.paymentdone.payment.writer;

import io.paymentdone.events.PaymentDone;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that is in its table. Every answer about a payment is built from these fields alone, so
 * that a replay is the same to the byte.
 *
 * @param id UUIDv7
 * @param amount minor units of {@code currency}
 * @param description null when the client sent none
 * @param createdAt in microseconds, as PostgreSQL keeps it: a replay must not differ
 */
public record StoredPayment(
    UUID id,
    String userId,
    long amount,
    String currency,
    @Nullable String description,
    Instant createdAt) {

  /** Columns that {@link #read} needs. */
  public static final String COLUMNS = "id, user_id, amount, currency, description, created_at";

  /** Reads a row that has {@link #COLUMNS}. */
  public static StoredPayment read(ResultSet row) throws SQLException {
    return new StoredPayment(
        row.getObject("id", UUID.class),
        row.getString("user_id"),
        row.getLong("amount"),
        row.getString("currency"),
        row.getString("description"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  /** Its event. */
  public PaymentDone event() {
    return new PaymentDone(id, userId, amount, currency, description, createdAt);
  }

  /** The outcome of an order that has this payment's idempotency key. */
  public Outcome answer(PaymentOrder order) {
    return isAskedForBy(order) ? new Outcome.Stored(this, true) : Outcome.Failure.KEY_REUSED;
  }

  private boolean isAskedForBy(PaymentOrder order) {
    return amount == order.amount()
        && userId.equals(order.userId())
        && currency.equals(order.currency())
        && Objects.equals(description, order.description());
  }
}
