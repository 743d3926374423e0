package io.paymentdone.kafka.oversized;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.EndTransactionMarker;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedFetchTests {

  private static final TopicPartition PARTITION = new TopicPartition("payment-done", 1);
  private static final long TIME = 1_764_000_000_000L;
  private static final int LARGE = 40_000_000;
  private static final RecordLimits LIMITS = RecordLimits.PAYMENT_EVENT;

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void skipsLargeRecords(String compression) {
    MemoryRecords records =
        MemoryRecords.withRecords(
            100,
            Compression.of(compression).build(),
            record("a", "1"),
            new SimpleRecord(TIME + 7, "b".getBytes(UTF_8), new byte[LARGE]),
            record("c", "3"),
            new SimpleRecord(TIME, (byte[]) null, null));

    List<ConsumerRecord<byte[], byte[]>> read = read(100, records);

    assertThat(read).extracting(ConsumerRecord::offset).containsExactly(100L, 101L, 102L, 103L);
    assertThat(read.get(0).value()).isEqualTo("1".getBytes(UTF_8));
    assertThat(read.get(0).headers().lastHeader("h").value()).isEqualTo("v".getBytes(UTF_8));
    assertThat(read.get(1)).isInstanceOf(OversizedRecord.class);
    assertThat(read.get(1).key()).isEqualTo("b".getBytes(UTF_8));
    assertThat(read.get(1).timestamp()).isEqualTo(TIME + 7);
    assertThat(LIMITS.excess(read.get(1))).contains("its value " + LARGE);
    assertThat(read.get(2).key()).isEqualTo("c".getBytes(UTF_8));
    assertThat(read.get(3).value()).isNull();
  }

  @Test
  void leavesOutALargeKeyAndLargeHeaders() {
    Header[] headers = {new RecordHeader("large", new byte[LARGE])};
    MemoryRecords records =
        MemoryRecords.withRecords(
            0,
            Compression.of("zstd").build(),
            new SimpleRecord(TIME, new byte[LARGE], "v".getBytes(UTF_8)),
            new SimpleRecord(TIME, new byte[2_000], "v".getBytes(UTF_8)),
            new SimpleRecord(TIME, (byte[]) null, null, headers));

    List<ConsumerRecord<byte[], byte[]>> read = read(0, records);

    assertThat(read)
        .hasSize(3)
        .allSatisfy(record -> {
          assertThat(record).isInstanceOf(OversizedRecord.class);
          assertThat(record.key()).isNull();
          assertThat(record.headers()).isEmpty();
        });
    assertThat(LIMITS.excess(read.get(0))).contains("its key " + LARGE);
    assertThat(LIMITS.excess(read.get(1))).contains("The key has 2000 bytes");
  }

  @Test
  void startsInTheMiddleOfABatch() {
    MemoryRecords records =
        MemoryRecords.withRecords(
            10,
            Compression.of("zstd").build(),
            record("a", "1"),
            new SimpleRecord(TIME, new byte[LARGE]),
            record("c", "3"));

    assertThat(read(12, records)).extracting(ConsumerRecord::offset).containsExactly(12L);
  }

  @Test
  void skipsControlRecordsAndAbortedTransactions() {
    MemoryRecords aborted =
        MemoryRecords.withTransactionalRecords(
            20, Compression.of("zstd").build(), 7, (short) 0, 0, 0, record("a", "aborted"));
    MemoryRecords committed =
        MemoryRecords.withTransactionalRecords(
            21, Compression.of("zstd").build(), 8, (short) 0, 0, 0, record("b", "committed"));
    MemoryRecords abort = marker(22, 7, ControlRecordType.ABORT);
    MemoryRecords commit = marker(23, 8, ControlRecordType.COMMIT);
    MemoryRecords afterwards =
        MemoryRecords.withTransactionalRecords(
            24, Compression.of("zstd").build(), 7, (short) 0, 1, 0, record("c", "committed"));
    StreamedFetch fetch =
        new StreamedFetch(
            PARTITION,
            20,
            join(aborted, committed, abort, commit, afterwards),
            List.of(new AbortedTransaction().setProducerId(7).setFirstOffset(20)),
            LIMITS,
            new ZstdTurns());

    assertThat(read(fetch)).extracting(ConsumerRecord::offset).containsExactly(21L, 24L);
    assertThat(fetch.nextOffset()).isEqualTo(25);
  }

  /** Each one takes as much memory outside of the heap as its writer wants. */
  @Test
  void decompressesOneBatchOfZstdAtATime() {
    ZstdTurns turns = new ZstdTurns();
    StreamedFetch first = fetch("zstd", turns);
    StreamedFetch second = fetch("zstd", turns);
    StreamedFetch closed = fetch("zstd", turns);
    StreamedFetch other = fetch("gzip", turns);

    assertThat(next(first)).isPositive();
    assertThat(next(closed)).isZero();
    assertThat(next(second)).isZero();
    assertThat(next(other)).isPositive();

    closed.close();
    while (!first.isDone()) {
      next(first);
    }
    assertThat(next(second)).isPositive();
  }

  @Test
  void takesTurnsAfterEachBatch() {
    ZstdTurns turns = new ZstdTurns();
    StreamedFetch two =
        new StreamedFetch(
            PARTITION, 0, join(many("zstd"), many("zstd", 2_500)), List.of(), LIMITS, turns);
    StreamedFetch one = fetch("zstd", turns);

    assertThat(next(two)).isPositive();
    assertThat(next(one)).isZero();
    while (next(two) > 0) {
      assertThat(two.isDone()).isFalse();
    }

    assertThat(next(one)).isPositive();
  }

  /** A consumer may own any number of partitions, and each may have such a batch. */
  @Test
  void boundsWhatAllPartitionsOfAPollHoldTogether() {
    PollRoom room = new PollRoom(1_000);
    int records = 0;
    for (int partition = 0; partition < 20 && room.isLeft(); partition++) {
      Chunk chunk = new Chunk(room);
      large().read(chunk);
      records += chunk.records().size();
    }
    Chunk last = new Chunk(room);
    large().read(last);

    assertThat(records).isEqualTo(256);
    assertThat(last.records()).isEmpty();
  }

  @Test
  void returnsAsManyRecordsAsAPollOfTheConsumer() {
    PollRoom room = new PollRoom(50);
    Chunk first = new Chunk(room);
    Chunk second = new Chunk(room);

    fetch("gzip", new ZstdTurns()).read(first);
    fetch("gzip", new ZstdTurns()).read(second);

    assertThat(first.records()).hasSize(50);
    assertThat(second.records()).isEmpty();
  }

  /** A batch of 300 records of 64 KB: more bytes than a poll holds, and fewer records. */
  private static StreamedFetch large() {
    SimpleRecord[] records = new SimpleRecord[300];
    Arrays.fill(records, new SimpleRecord(TIME, new byte[64 * 1024]));
    MemoryRecords batch = MemoryRecords.withRecords(0, Compression.of("gzip").build(), records);
    return new StreamedFetch(PARTITION, 0, batch, List.of(), LIMITS, new ZstdTurns());
  }

  private static StreamedFetch fetch(String compression, ZstdTurns turns) {
    return new StreamedFetch(PARTITION, 0, many(compression), List.of(), LIMITS, turns);
  }

  /** A batch of more records than a chunk takes. */
  private static MemoryRecords many(String compression) {
    return many(compression, 0);
  }

  private static MemoryRecords many(String compression, long offset) {
    SimpleRecord[] records = new SimpleRecord[2_500];
    Arrays.setAll(records, number -> record("key", Integer.toString(number)));
    return MemoryRecords.withRecords(offset, Compression.of(compression).build(), records);
  }

  private static int next(StreamedFetch fetch) {
    Chunk chunk = new Chunk(new PollRoom(1_000));
    fetch.read(chunk);
    return chunk.records().size();
  }

  private static MemoryRecords marker(long offset, long producer, ControlRecordType type) {
    return MemoryRecords.withEndTransactionMarker(
        offset, TIME, 0, producer, (short) 0, new EndTransactionMarker(type, 0));
  }

  private static MemoryRecords join(MemoryRecords... parts) {
    ByteBuffer all =
        ByteBuffer.allocate(Arrays.stream(parts).mapToInt(MemoryRecords::sizeInBytes).sum());
    Arrays.stream(parts).forEach(part -> all.put(part.buffer().duplicate()));
    return MemoryRecords.readableRecords(all.flip());
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(long offset, MemoryRecords records) {
    return read(new StreamedFetch(PARTITION, offset, records, List.of(), LIMITS, new ZstdTurns()));
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(StreamedFetch fetch) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    while (!fetch.isDone()) {
      Chunk chunk = new Chunk(new PollRoom(1_000));
      fetch.read(chunk);
      read.addAll(chunk.records());
    }
    return read;
  }

  private static SimpleRecord record(String key, String value) {
    Header[] headers = {new RecordHeader("h", "v".getBytes(UTF_8))};
    return new SimpleRecord(TIME, key.getBytes(UTF_8), value.getBytes(UTF_8), headers);
  }
}
