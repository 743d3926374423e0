package io.paymentdone.notification.deadletter;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A dead letter in responses. */
@Schema(description = "A record that is no valid event")
record DeadLetterItem(
    @Schema(description = "Id of the dead letter", example = "42") long id,
    @Schema(description = "Partition of the record on its topic", example = "2") int partition,
    @Schema(description = "Offset of the record in the partition", example = "1041") long offset,
    @Schema(
            description =
                "Why it was rejected, for programs: record-too-large, missing-key, missing-value,"
                    + " too-many-headers, bad-header, unknown-version, unknown-type,"
                    + " malformed-json, invalid-field, key-mismatch, id-mismatch,"
                    + " conflicting-duplicate or refused-by-database",
            example = "malformed-json")
        String reason,
    @Schema(
            description = "Why it was rejected, for people",
            example = "the value is no JSON object")
        String detail,
    @Schema(description = "Beginning of its key; null for a record without one")
        @Nullable RecordContent key,
    @Schema(description = "Beginning of its value; null for a record without one")
        @Nullable RecordContent value,
    @Schema(description = "Timestamp of the record", example = "2026-11-29T09:00:00.123Z")
        Instant recordTime,
    @Schema(description = "When it was rejected", example = "2026-11-29T09:00:00.137Z")
        Instant receivedAt,
    @Schema(
            description = "Client id of the member that rejected it",
            example = "notification-service-1")
        String consumer,
    @Schema(
            description = "Time of the last redrive; null if there was none",
            example = "2026-11-29T10:00:00Z")
        @Nullable Instant redrivenAt,
    @Schema(
            description = "Client that asked for the last redrive; null if there was none",
            example = "operator")
        @Nullable String redrivenBy,
    @Schema(description = "Number of redrives", example = "0") int redrives) {
  /** Without what is personal. */
  @Override
  public String toString() {
    return "DeadLetterItem[id="
        + id
        + ", partition="
        + partition
        + ", offset="
        + offset
        + ", reason="
        + reason
        + "]";
  }
}
