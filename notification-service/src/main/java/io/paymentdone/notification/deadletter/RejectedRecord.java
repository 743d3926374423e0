package io.paymentdone.notification.deadletter;

import io.paymentdone.kafka.oversized.OversizedRecord;
import io.paymentdone.kafka.oversized.RecordLimits;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is not a valid event, and the reason.
 *
 * @param source the record, without its content if that is too large
 * @param detail for people; at most {@value #DETAIL_LENGTH_MAX} characters, without control
 *     characters
 */
public record RejectedRecord(
    ConsumerRecord<byte[], byte[]> source, RejectionReason reason, String detail) {

  private static final int DETAIL_LENGTH_MAX = 300;

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  /** Makes the detail printable, for a header and a text column. */
  public RejectedRecord {
    detail = printable(detail);
    if (reason == RejectionReason.RECORD_TOO_LARGE) {
      source = OversizedRecord.of(source, RecordLimits.PAYMENT_EVENT, detail);
    }
  }

  /**
   * Makes text that may quote a record safe for one line of a log: replaces all control characters
   * of Unicode, including C1 and those that change the direction of text.
   */
  public static String printable(String text) {
    String beginning = text.substring(0, Math.min(text.length(), DETAIL_LENGTH_MAX));
    return UNPRINTABLE.matcher(beginning).replaceAll("?");
  }

  /** Without what is personal. */
  @Override
  public String toString() {
    return "RejectedRecord[reason=" + reason + "]";
  }
}
