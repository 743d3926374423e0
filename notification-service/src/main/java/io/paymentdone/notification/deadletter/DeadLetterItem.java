package io.paymentdone.notification.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as operators see it.
 *
 * @param partition where the record lies on the topic, with {@code offset}
 * @param reason code of a {@link Reason}
 * @param detail the reason for people
 * @param key null for a record without a key
 * @param value null for a record without a value
 * @param recordTime the record's time on the topic
 * @param receivedAt when it was rejected
 * @param consumer the member of the group that rejected it
 * @param redrivenAt when it was last put back; null if never
 * @param redrivenBy who put it back
 * @param redrives how often it was put back
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
