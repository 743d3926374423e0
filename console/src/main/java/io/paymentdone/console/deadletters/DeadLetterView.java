package io.paymentdone.console.deadletters;

import io.paymentdone.console.services.DeadLetter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter on the page.
 *
 * @param id identifier at notification-service
 * @param partition of the record on its topic, with {@code offset}
 * @param reason stable code, such as {@code malformed-json}
 * @param detail the reason for people
 * @param text the beginning of the value; null if the record has no value, or one that is not text
 * @param receivedAt when the member rejected the record
 * @param consumer the member that rejected the record
 * @param redrivenAt time of the last redrive; null if there was none
 * @param redrives number of redrives
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

  /** Without what is personal. */
  @Override
  public String toString() {
    return "DeadLetterView[id="
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
