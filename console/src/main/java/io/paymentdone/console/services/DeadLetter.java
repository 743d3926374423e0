package io.paymentdone.console.services;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that is no valid event, as notification-service answers it, as far as the console needs
 * it.
 *
 * @param partition where the record lies on the topic, with {@code offset}
 * @param reason stable code, such as {@code malformed-json}
 * @param detail the reason for people
 * @param value what it holds; null for a record without a value
 * @param receivedAt when it was rejected
 * @param consumer the member that rejected it
 * @param redrivenAt when it was last put back; null if never
 * @param redrives how often it was put back
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
   * A value's beginning.
   *
   * @param text null when it is no text
   * @param bytes length of the whole
   */
  public record Content(@Nullable String text, int bytes) {}
}
