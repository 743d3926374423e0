package io.paymentdone.payment.api;

import io.paymentdone.payment.writer.MetadataColumn;
import io.paymentdone.payment.writer.StoredPayment;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of the payment table, for reading; the write path has its own statement. */
@Entity
@Immutable
class Payment {

  @Id private UUID id;

  /** Order of lists: ids of two replicas invert under clock skew. */
  @Column(nullable = false)
  private long seq;

  @SuppressWarnings("unused") // queries name it
  @Column(nullable = false)
  private String caller;

  @SuppressWarnings("unused") // queries name it
  private @Nullable String idempotencyKey;

  @Column(nullable = false)
  private String userId;

  @Column(nullable = false)
  private long amount;

  @Column(nullable = false)
  private String currency;

  private @Nullable String description;

  @Column(nullable = false)
  private Instant createdAt;

  private @Nullable String metadata;

  @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
  protected Payment() {}

  long seq() {
    return seq;
  }

  /** Characters of its texts. */
  int characters() {
    return userId.length() + length(description) + length(metadata);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  StoredPayment stored() {
    return new StoredPayment(
        id, userId, amount, currency, description, createdAt, MetadataColumn.read(metadata));
  }
}
