package io.paymentdone.kafka.oversized;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records returned by one poll, bounded by number, memory and time. */
final class Chunk {

  private static final int RECORDS_MAX = 1000;
  private static final long BYTES_MAX = 16L * 1024 * 1024;

  /** Skipping a large record may take longer; it continues in the next chunk. */
  private static final Duration TIME_MAX = Duration.ofMillis(500);

  /** Memory of the objects of a record, and of each header, beside their bytes. */
  private static final int OVERHEAD = 150;

  private final long deadline = System.nanoTime() + TIME_MAX.toNanos();
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private long bytes;

  boolean hasRoom() {
    return records.size() < RECORDS_MAX && bytes < BYTES_MAX && System.nanoTime() - deadline < 0;
  }

  long deadline() {
    return deadline;
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    records.add(record);
    bytes += OVERHEAD + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += OVERHEAD + header.key().length() + length(header.value());
    }
  }

  private static int length(byte @Nullable [] content) {
    return content == null ? 0 : content.length;
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }
}
