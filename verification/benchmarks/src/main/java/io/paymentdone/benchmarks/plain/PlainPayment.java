package io.paymentdone.benchmarks.plain;

import io.paymentdone.events.PaymentDone;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/** A row of the same table as the payment service has. */
@Entity
@Table(name = "payment")
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields
class PlainPayment {

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private UUID id;

  private String caller;
  private @Nullable String idempotencyKey;
  private String userId;
  private long amount;
  private String currency;
  private @Nullable String description;
  private Instant createdAt;
  private String traceparent;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected PlainPayment() {}

  @SuppressWarnings("NullAway.Init") // Hibernate fills the id
  PlainPayment(
      PlainRequest request,
      @Nullable String idempotencyKey,
      Instant createdAt,
      String traceparent) {
    this.caller = "anonymous";
    this.idempotencyKey = idempotencyKey;
    this.userId = request.userId();
    this.amount = request.amount();
    this.currency = request.currency();
    this.description = request.description();
    this.createdAt = createdAt;
    this.traceparent = traceparent;
  }

  PaymentDone event() {
    return new PaymentDone(id, userId, amount, currency, description, createdAt);
  }

  String traceparent() {
    return traceparent;
  }
}
