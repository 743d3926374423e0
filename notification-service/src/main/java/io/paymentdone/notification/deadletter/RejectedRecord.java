package io.paymentdone.notification.deadletter;

import io.paymentdone.notification.oversized.OversizedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is not an event, and why.
 *
 * @param source without its content when that is too large
 * @param detail for people; at most {@value #DETAIL_LENGTH_MAX} characters, without control
 *     characters
 */
public record RejectedRecord(ConsumerRecord<byte[], byte[]> source, Reason reason, String detail) {

  private static final int DETAIL_LENGTH_MAX = 300;

  /** Makes the detail fit for a header and for a text column. */
  public RejectedRecord {
    detail = printable(detail);
    if (reason == Reason.RECORD_TOO_LARGE) {
      source = OversizedRecord.of(source, detail);
    }
  }

  /**
   * A text that may quote a record, fit for one line of a log. Control characters are Unicode's,
   * also those that begin a terminal's commands with one byte or turn the direction of writing.
   */
  public static String printable(String text) {
    String beginning = text.substring(0, Math.min(text.length(), DETAIL_LENGTH_MAX));
    return beginning.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }
}
