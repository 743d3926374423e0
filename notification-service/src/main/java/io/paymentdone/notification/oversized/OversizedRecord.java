package io.paymentdone.notification.oversized;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The place of a record that is too large, and its key where that is not; without its content. */
public final class OversizedRecord extends ConsumerRecord<byte[], byte[]> {

  private final String what;

  /** The place of a record, with the key that it holds. */
  OversizedRecord(ConsumerRecord<byte[], byte[]> place, int keySize, int valueSize, String what) {
    super(
        place.topic(),
        place.partition(),
        place.offset(),
        place.timestamp(),
        place.timestampType(),
        keySize,
        valueSize,
        keySize > RecordLimits.KEY_BYTES_MAX ? null : place.key(),
        null,
        new RecordHeaders(),
        place.leaderEpoch());
    this.what = what;
  }

  /** A record without what it holds. */
  public static OversizedRecord of(ConsumerRecord<byte[], byte[]> record, String what) {
    return record instanceof OversizedRecord oversized
        ? oversized
        : new OversizedRecord(
            record, record.serializedKeySize(), record.serializedValueSize(), what);
  }

  /** What of it is over its limit. */
  String what() {
    return what;
  }
}
