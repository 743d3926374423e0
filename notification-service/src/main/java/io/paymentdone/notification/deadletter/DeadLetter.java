package io.paymentdone.notification.deadletter;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;

/** One rejected record, without the bulk of its key and value. */
@Entity
class DeadLetter {

  @Id private long id;

  @Column(name = "partition")
  private int recordPartition;

  @Column(name = "\"offset\"")
  private long recordOffset;

  private Instant recordTime;
  private String reason;
  private String detail;
  private byte @Nullable [] keyHead;
  private byte @Nullable [] valueHead;
  private @Nullable Integer valueBytes;

  @Formula("octet_length(record_key)")
  private @Nullable Integer keyBytes;

  private Instant receivedAt;
  private String consumer;
  private @Nullable Instant redrivenAt;
  private @Nullable String redrivenBy;
  private int redrives;

  @SuppressWarnings("NullAway.Init") // JPA fills the fields
  protected DeadLetter() {}

  DeadLetterItem toItem() {
    return new DeadLetterItem(
        id,
        recordPartition,
        recordOffset,
        reason,
        detail,
        RecordContent.of(keyHead, keyBytes),
        RecordContent.of(valueHead, valueBytes),
        recordTime,
        receivedAt,
        consumer,
        redrivenAt,
        redrivenBy,
        redrives);
  }
}
