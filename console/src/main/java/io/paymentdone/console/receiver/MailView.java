package io.paymentdone.console.receiver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail that was taken, its texts cut.
 *
 * @param number from 1, in the order in which mails were taken
 * @param to recipients
 * @param language of the text; null if the mail does not say it
 * @param text its plain text; empty if it has none
 * @param userId null with {@code sequence} if the mail comes from elsewhere than from
 *     notification-service
 */
public record MailView(
    long number,
    Instant at,
    String to,
    String subject,
    @Nullable String language,
    String text,
    @Nullable String userId,
    @Nullable Long sequence) {

  static MailView of(long number, Instant at, ReceivedMail mail) {
    ReceivedDelivery delivery = mail.delivery();
    return new MailView(
        number,
        at,
        mail.to(),
        mail.subject(),
        mail.language(),
        mail.text(),
        delivery == null ? null : delivery.userId(),
        delivery == null ? null : delivery.sequence());
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "MailView[number=" + number + ", at=" + at + "]";
  }
}
