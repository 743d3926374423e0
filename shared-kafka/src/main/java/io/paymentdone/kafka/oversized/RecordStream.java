package io.paymentdone.kafka.oversized;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.DefaultRecord;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The records of one batch, decompressed one after the other; a record that is too large is skipped
 * without being in memory as a whole.
 *
 * @see <a href="https://kafka.apache.org/documentation/#record">the format of a record</a>
 */
final class RecordStream implements AutoCloseable {

  private final TopicPartition partition;
  private final DefaultRecordBatch batch;
  private final RecordLimits limits;
  private final InputStream content;
  private final byte[] skipped = new byte[32 * 1024];
  private int records;

  /** The record that is being skipped; returned after its last byte. */
  private @Nullable OversizedRecord oversized;

  private int bytesToSkip;

  RecordStream(TopicPartition partition, DefaultRecordBatch batch, RecordLimits limits) {
    batch.ensureValid();
    this.partition = partition;
    this.batch = batch;
    this.limits = limits;
    this.records = batch.countOrNull();
    this.content = batch.recordInputStream(BufferSupplier.NO_CACHING);
  }

  /** Whether there is no further record. */
  boolean isDone() {
    return records == 0;
  }

  /**
   * The next record.
   *
   * @param deadline by {@link System#nanoTime}
   * @return null if the deadline is reached within a record
   */
  @Nullable ConsumerRecord<byte[], byte[]> next(long deadline) throws IOException {
    if (oversized == null) {
      int size = ByteUtils.readVarint(content);
      if (size <= limits.recordBytesMax()) {
        records--;
        return record(size);
      }
      byte[] head = read(Math.min(size, headBytesMax()));
      oversized = oversized(size, ByteBuffer.wrap(head));
      bytesToSkip = size - head.length;
    }
    OversizedRecord ended = skip(deadline) ? oversized : null;
    if (ended != null) {
      oversized = null;
      records--;
    }
    return ended;
  }

  /** Attributes, timestamp, offset and key, and the length of the value. */
  private int headBytesMax() {
    return limits.keyBytesMax() + 2 * DefaultRecord.MAX_RECORD_OVERHEAD;
  }

  private boolean skip(long deadline) throws IOException {
    while (bytesToSkip > 0 && System.nanoTime() - deadline < 0) {
      int read = content.read(skipped, 0, Math.min(skipped.length, bytesToSkip));
      if (read < 0) {
        throw new EOFException("the batch ends within a record");
      }
      bytesToSkip -= read;
    }
    return bytesToSkip == 0;
  }

  private byte[] read(int size) throws IOException {
    byte[] bytes = content.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the batch ends within a record");
    }
    return bytes;
  }

  private ConsumerRecord<byte[], byte[]> record(int size) throws IOException {
    ByteBuffer whole = ByteBuffer.allocate(ByteUtils.sizeOfVarint(size) + size);
    ByteUtils.writeVarint(size, whole);
    whole.put(read(size)).flip();
    DefaultRecord record =
        DefaultRecord.readFrom(
            whole,
            batch.baseOffset(),
            batch.baseTimestamp(),
            batch.baseSequence(),
            isLogAppendTime() ? batch.maxTimestamp() : null);
    byte[] key = bytes(record.key());
    byte[] value = bytes(record.value());
    ConsumerRecord<byte[], byte[]> taken =
        record(record.offset(), record.timestamp(), key, value, record.headers());
    String excess = limits.excess(taken);
    return excess == null ? taken : OversizedRecord.of(taken, limits, excess);
  }

  private OversizedRecord oversized(int size, ByteBuffer head) {
    head.get(); // attributes, which are unused
    long timestamp = batch.baseTimestamp() + ByteUtils.readVarlong(head);
    long offset = batch.baseOffset() + ByteUtils.readVarint(head);
    int keySize = ByteUtils.readVarint(head);
    byte[] key = null;
    int valueSize = ConsumerRecord.NULL_SIZE;
    if (keySize <= limits.keyBytesMax()) {
      key = keySize < 0 ? null : slice(head, keySize);
      valueSize = ByteUtils.readVarint(head);
    }
    ConsumerRecord<byte[], byte[]> location =
        record(
            offset, isLogAppendTime() ? batch.maxTimestamp() : timestamp, key, null, new Header[0]);
    return new OversizedRecord(
        location, keySize, valueSize, limits, what(size, keySize, valueSize));
  }

  private String what(int size, int keySize, int valueSize) {
    String parts =
        keySize > limits.keyBytesMax()
            ? "its key " + keySize
            : "its key " + Math.max(keySize, 0) + ", its value " + Math.max(valueSize, 0);
    return "The record has "
        + size
        + " bytes ("
        + parts
        + "), at most "
        + limits.recordBytesMax()
        + ".";
  }

  private static byte[] slice(ByteBuffer from, int size) {
    byte[] bytes = new byte[size];
    from.get(bytes);
    return bytes;
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer content) {
    return content == null ? null : slice(content, content.remaining());
  }

  private ConsumerRecord<byte[], byte[]> record(
      long offset,
      long timestamp,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Header[] headers) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        timestamp,
        batch.timestampType(),
        key == null ? ConsumerRecord.NULL_SIZE : key.length,
        value == null ? ConsumerRecord.NULL_SIZE : value.length,
        key,
        value,
        new RecordHeaders(Arrays.asList(headers)),
        Optional.of(batch.partitionLeaderEpoch()).filter(epoch -> epoch >= 0));
  }

  private boolean isLogAppendTime() {
    return batch.timestampType() == TimestampType.LOG_APPEND_TIME;
  }

  /** Releases the memory of the decompressor, which is outside of the heap. */
  @Override
  public void close() {
    Utils.closeQuietly(content, "records of " + partition);
  }
}
