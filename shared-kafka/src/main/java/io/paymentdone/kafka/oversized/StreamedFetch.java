package io.paymentdone.kafka.oversized;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.Records;
import org.jspecify.annotations.Nullable;

/**
 * The result of one fetch of a partition, read as a stream. Skips what a consumer skips: records
 * before the offset, control records, and records of aborted transactions.
 */
final class StreamedFetch implements AutoCloseable {

  private final TopicPartition partition;
  private final RecordLimits limits;
  private final ZstdTurns turns;
  private final Iterator<? extends RecordBatch> batches;
  private final Queue<AbortedTransaction> aborted =
      new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));
  private final Set<Long> abortedProducers = new HashSet<>();

  /** The batch that is read, or that waits for its turn. */
  private @Nullable DefaultRecordBatch batch;

  private @Nullable RecordStream stream;
  private long nextOffset;

  /**
   * The result of a fetch.
   *
   * @param offset offset of the first requested record
   */
  StreamedFetch(
      TopicPartition partition,
      long offset,
      Records records,
      List<AbortedTransaction> aborted,
      RecordLimits limits,
      ZstdTurns turns) {
    this.partition = partition;
    this.limits = limits;
    this.turns = turns;
    this.nextOffset = offset;
    this.batches = records.batches().iterator();
    this.aborted.addAll(aborted);
  }

  /** The offset after the last record that was returned or skipped. */
  long nextOffset() {
    return nextOffset;
  }

  /** Whether everything has been read. */
  boolean isDone() {
    return batch == null && !batches.hasNext();
  }

  /** Reads until the chunk is full, no record is left, or another fetch has the turn. */
  void read(Chunk chunk) {
    try {
      while (chunk.hasRoom() && !isDone()) {
        if (batch == null) {
          next((DefaultRecordBatch) batches.next());
        } else if (stream != null) {
          read(stream, chunk);
        } else if (batch.compressionType() != CompressionType.ZSTD || turns.take(this)) {
          stream = new RecordStream(partition, batch, limits);
        } else {
          return;
        }
      }
    } catch (IOException e) {
      throw new KafkaException(partition + " cannot be read at offset " + nextOffset, e);
    }
  }

  private void next(DefaultRecordBatch next) {
    if (next.lastOffset() < nextOffset || isControlOrAborted(next)) {
      nextOffset = Math.max(nextOffset, next.nextOffset());
    } else {
      batch = next;
    }
  }

  private void read(RecordStream open, Chunk chunk) throws IOException {
    if (open.isDone()) {
      nextOffset = batch == null ? nextOffset : Math.max(nextOffset, batch.nextOffset());
      close();
      return;
    }
    ConsumerRecord<byte[], byte[]> record = open.next(chunk.deadline());
    if (record != null && record.offset() >= nextOffset) {
      chunk.add(record);
      nextOffset = record.offset() + 1;
    }
  }

  private boolean isControlOrAborted(DefaultRecordBatch next) {
    while (!aborted.isEmpty() && aborted.element().firstOffset() <= next.lastOffset()) {
      abortedProducers.add(aborted.remove().producerId());
    }
    if (next.isControlBatch()) {
      Iterator<Record> markers = next.iterator();
      if (markers.hasNext()
          && ControlRecordType.parse(markers.next().key()) == ControlRecordType.ABORT) {
        abortedProducers.remove(next.producerId());
      }
      return true;
    }
    return next.isTransactional() && abortedProducers.contains(next.producerId());
  }

  @Override
  public void close() {
    RecordStream open = stream;
    stream = null;
    batch = null;
    if (open != null) {
      open.close();
    }
    turns.release(this);
  }
}
