package io.paymentdone.notification.deadletter;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that is not an event, and why.
 *
 * @param detail for people; at most {@value #DETAIL_LENGTH_MAX} characters, without control
 *     characters
 */
public record RejectedRecord(ConsumerRecord<byte[], byte[]> source, Reason reason, String detail) {

  private static final int DETAIL_LENGTH_MAX = 300;

  /** Makes the detail fit for a header and for a text column. */
  public RejectedRecord {
    String printable = detail.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
    detail = printable.substring(0, Math.min(printable.length(), DETAIL_LENGTH_MAX));
  }
}
