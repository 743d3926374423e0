package io.paymentdone.console.services;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in responses of notification-service, with the fields that the console needs.
 *
 * @param partition of the record on its topic, with {@code offset}
 * @param reason stable code, such as {@code malformed-json}
 * @param detail the reason for people
 * @param value null for a record without a value
 * @param receivedAt when the member rejected the record
 * @param consumer the member that rejected the record
 * @param redrivenAt time of the last redrive; null if there was none
 * @param redrives number of redrives
 */
public record DeadLetter(
    long id,
    int partition,
    long offset,
    String reason,
    String detail,
    @Nullable Content value,
    Instant receivedAt,
    String consumer,
    @Nullable Instant redrivenAt,
    int redrives) {

  /**
   * The beginning of a value.
   *
   * @param text null if the value is not text
   * @param bytes length of the whole value
   */
  public record Content(@Nullable String text, int bytes) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "Content[bytes=" + bytes + "]";
    }
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "DeadLetter[id="
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
