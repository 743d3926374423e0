package io.paymentdone.kafka.oversized;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record that is too large: its partition and offset, and its key if that is not too large. */
public final class OversizedRecord extends ConsumerRecord<byte[], byte[]> {

  private final String what;

  /** Copies partition, offset and key of a record. */
  OversizedRecord(
      ConsumerRecord<byte[], byte[]> location,
      int keySize,
      int valueSize,
      RecordLimits limits,
      String what) {
    super(
        location.topic(),
        location.partition(),
        location.offset(),
        location.timestamp(),
        location.timestampType(),
        keySize,
        valueSize,
        keySize > limits.keyBytesMax() ? null : location.key(),
        null,
        new RecordHeaders(),
        location.leaderEpoch());
    this.what = what;
  }

  /** Copies a record without its content. */
  public static OversizedRecord of(
      ConsumerRecord<byte[], byte[]> record, RecordLimits limits, String what) {
    return record instanceof OversizedRecord oversized
        ? oversized
        : new OversizedRecord(
            record, record.serializedKeySize(), record.serializedValueSize(), limits, what);
  }

  /** Which limit the record exceeds. */
  String what() {
    return what;
  }
}
