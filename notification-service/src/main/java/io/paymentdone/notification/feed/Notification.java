package io.paymentdone.notification.feed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** One entry of a user's feed; the inbox writes it, here it is only read. */
@Entity
@Immutable
class Notification {

  @Id private UUID paymentId;
  private UUID id;
  private String userId;
  private String title;
  private String message;
  private long amount;
  private String currency;
  private Instant occurredAt;
  private Instant receivedAt;

  @Column(name = "partition")
  private int recordPartition;

  @Column(name = "\"offset\"")
  private long recordOffset;

  private String consumer;

  @SuppressWarnings("NullAway.Init") // JPA fills the fields
  protected Notification() {}

  NotificationItem toItem() {
    return new NotificationItem(
        id,
        userId,
        paymentId,
        title,
        message,
        amount,
        currency,
        occurredAt,
        receivedAt,
        recordPartition,
        recordOffset,
        consumer);
  }
}
