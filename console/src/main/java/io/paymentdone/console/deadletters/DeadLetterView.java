package io.paymentdone.console.deadletters;

import io.paymentdone.console.services.DeadLetter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter on the page.
 *
 * @param id names it at notification-service
 * @param partition where the record lies on the topic, with {@code offset}
 * @param reason stable code, such as {@code malformed-json}
 * @param detail the reason for people
 * @param text the value's beginning; null when there is none or it is no text
 * @param receivedAt when it was rejected
 * @param consumer the member that rejected it
 * @param redrivenAt when it was last put back; null if never
 * @param redrives how often it was put back
 */
record DeadLetterView(
    long id,
    int partition,
    long offset,
    String reason,
    String detail,
    @Nullable String text,
    Instant receivedAt,
    String consumer,
    @Nullable Instant redrivenAt,
    int redrives) {

  private static final int TEXT_MAX = 500;

  static DeadLetterView of(DeadLetter letter) {
    return new DeadLetterView(
        letter.id(),
        letter.partition(),
        letter.offset(),
        letter.reason(),
        letter.detail(),
        text(letter.value()),
        letter.receivedAt(),
        letter.consumer(),
        letter.redrivenAt(),
        letter.redrives());
  }

  private static @Nullable String text(DeadLetter.@Nullable Content value) {
    String text = value == null ? null : value.text();
    return text == null || text.length() <= TEXT_MAX
        ? text
        : text.substring(0, text.offsetByCodePoints(0, TEXT_MAX / 2));
  }
}
