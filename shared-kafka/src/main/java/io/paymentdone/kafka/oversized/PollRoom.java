package io.paymentdone.kafka.oversized;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks of all partitions in one poll may hold together: a consumer may own many
 * partitions, and a process may have many consumers.
 */
final class PollRoom {

  private static final long BYTES_MAX = 16L * 1024 * 1024;

  /** Memory of the objects of a record, and of each header, beside their bytes. */
  private static final int OVERHEAD = 150;

  private int records;
  private long bytes = BYTES_MAX;

  /** For as many records as a poll of the consumer returns: {@code max.poll.records}. */
  PollRoom(int recordsMax) {
    this.records = recordsMax;
  }

  boolean isLeft() {
    return records > 0 && bytes > 0;
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    records--;
    bytes -= OVERHEAD + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes -= OVERHEAD + header.key().length() + length(header.value());
    }
  }

  private static int length(byte @Nullable [] content) {
    return content == null ? 0 : content.length;
  }
}
