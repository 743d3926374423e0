package io.paymentdone.notification.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in responses.
 *
 * @param partition of the record on its topic, with {@code offset}
 * @param reason code of a {@link RejectionReason}
 * @param detail the reason for people
 * @param key null for a record without a key
 * @param value null for a record without a value
 * @param recordTime timestamp of the record
 * @param receivedAt when the record was rejected
 * @param consumer client id of the member that rejected the record
 * @param redrivenAt time of the last redrive; null if there was none
 * @param redrivenBy caller of the last redrive
 * @param redrives number of redrives
 */
record DeadLetterItem(
    long id,
    int partition,
    long offset,
    String reason,
    String detail,
    @Nullable RecordContent key,
    @Nullable RecordContent value,
    Instant recordTime,
    Instant receivedAt,
    String consumer,
    @Nullable Instant redrivenAt,
    @Nullable String redrivenBy,
    int redrives) {}
