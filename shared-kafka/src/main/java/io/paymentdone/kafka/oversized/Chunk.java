package io.paymentdone.kafka.oversized;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of one partition returned by one poll, bounded by the poll's room and by time. */
final class Chunk {

  /** Skipping a large record may take longer; it continues in the next chunk. */
  private static final Duration TIME_MAX = Duration.ofMillis(500);

  private final long deadline = System.nanoTime() + TIME_MAX.toNanos();
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final PollRoom room;

  Chunk(PollRoom room) {
    this.room = room;
  }

  boolean hasRoom() {
    return room.isLeft() && System.nanoTime() - deadline < 0;
  }

  long deadline() {
    return deadline;
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    records.add(record);
    room.take(record);
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }
}
