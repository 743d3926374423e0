package io.paymentdone.kafka.oversized;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that survives records that do not fit into the heap.
 *
 * <p>The client allocates the decompressed size of a record before any deserializer is called, so
 * its poll throws an OutOfMemoryError. By then the positions of other partitions may have moved
 * although their records were not returned, and no seek can skip a record within its batch. Each
 * partition is therefore reset to its position after the last poll that returned, its next batches
 * are read as a stream, one chunk per poll, and after those batches the client continues. The
 * chunks of one poll have as many records together as a poll of the client. Meanwhile the client
 * polls with these partitions paused, and stays a member of its group.
 */
public final class StreamingConsumer implements InvocationHandler {

  private static final Logger log = LoggerFactory.getLogger(StreamingConsumer.class);

  /**
   * Longer than brokers hold a fetch of our consumers, 5 s: a look-up on the same connection waits
   * behind it.
   */
  private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final StreamingFetcher fetcher;

  /** The offset after the last returned record by partition. */
  private Map<TopicPartition, Long> returned = new HashMap<>();

  /** Partitions that are read as a stream, in turn; null until the fetch has been made. */
  private final Map<TopicPartition, @Nullable StreamedFetch> streams = new LinkedHashMap<>();

  /** Whether the positions of the client are invalid and must be reset. */
  private boolean mustReset;

  /** Whether the client may hold a fetch that it cannot continue, at any position. */
  private boolean broken;

  private StreamingConsumer(Consumer<byte[], byte[]> consumer, StreamingFetcher fetcher) {
    this.consumer = consumer;
    this.fetcher = fetcher;
  }

  /**
   * Wraps a consumer.
   *
   * @param settings settings of the consumer
   * @param limits what a record that is read as a stream may hold in memory
   */
  @SuppressWarnings("unchecked") // keys and values are bytes; the proxy has the interface
  public static <K, V> Consumer<K, V> of(
      Consumer<K, V> consumer, Map<String, Object> settings, RecordLimits limits) {
    var bytes = (Consumer<byte[], byte[]>) consumer;
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new StreamingConsumer(bytes, new StreamingFetcher(settings, limits)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null && method.getName().equals("poll")) {
      return poll((Duration) arguments[0]);
    }
    if (arguments != null && method.getName().equals("assign")) {
      forgetAllBut((Collection<?>) arguments[0]);
    }
    if (arguments != null && method.getName().equals("seek")) {
      onSeek((TopicPartition) arguments[0], arguments[1]);
    }
    if (arguments != null && method.getName().equals("position") && mustReset) {
      // The client's own position may be after records that it has not returned.
      return nextOffset((TopicPartition) arguments[0]);
    }
    if (method.getName().equals("close")) {
      streams.values().forEach(StreamingConsumer::close);
      streams.clear();
    }
    for (int i = 0; arguments != null && i < arguments.length; i++) {
      if (arguments[i] instanceof ConsumerRebalanceListener listener) {
        arguments[i] = new Forgetting(listener);
      }
    }
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      if (mustReset) {
        resetPositions();
      }
      ConsumerRecords<byte[], byte[]> polled = pollClient(timeout);
      ConsumerRecords<byte[], byte[]> all = streams.isEmpty() ? polled : withStreamed(polled);
      // Last, with an assignment that cannot fail: records before these offsets are never read
      // again.
      returned = after(all);
      return all;
    } catch (OutOfMemoryError e) {
      // The state is unchanged: records that were not returned are read again.
      log.warn(
          "A poll ran out of memory ({}): the next batches are read as a stream", e.getMessage());
      mustReset = true;
      broken = true;
      return ConsumerRecords.empty();
    }
  }

  private Map<TopicPartition, Long> after(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, Long> next = new HashMap<>(returned);
    records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
    return next;
  }

  private ConsumerRecords<byte[], byte[]> pollClient(Duration timeout) {
    try {
      if (streams.isEmpty()) {
        return consumer.poll(timeout);
      }
      consumer.pause(streams.keySet());
      return consumer.poll(Duration.ZERO);
    } catch (KafkaException e) {
      if (!broken || e.getClass() != KafkaException.class) {
        throw e;
      }
      log.warn(
          "A poll failed after one that ran out of memory: the next batches are read as a stream",
          e);
      mustReset = true;
      return ConsumerRecords.empty();
    }
  }

  /** Seeks after all calls that may fail; after a failure the next poll repeats everything. */
  private void resetPositions() {
    Set<TopicPartition> others = new HashSet<>(consumer.paused());
    others.removeAll(streams.keySet());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      if (!others.contains(partition)) {
        offsets.put(partition, nextOffset(partition));
      }
    }
    offsets.forEach(consumer::seek);
    offsets.keySet().forEach(partition -> close(streams.put(partition, null)));
    mustReset = false;
  }

  private long nextOffset(TopicPartition partition) {
    Long known = returned.get(partition);
    if (known != null) {
      return known;
    }
    Set<TopicPartition> one = Set.of(partition);
    OffsetAndMetadata committed = consumer.committed(one, LOOK_UP_TIMEOUT).get(partition);
    return committed == null
        ? consumer.beginningOffsets(one, LOOK_UP_TIMEOUT).getOrDefault(partition, 0L)
        : committed.offset();
  }

  private ConsumerRecords<byte[], byte[]> withStreamed(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>(polled.nextOffsets());
    polled.partitions().forEach(partition -> records.put(partition, polled.records(partition)));
    RuntimeException failure = null;
    PollRoom room = new PollRoom(fetcher.recordsPerPoll());
    for (TopicPartition partition : List.copyOf(streams.keySet())) {
      if (!room.isLeft()) {
        // Those that are left are the first of the next poll.
        break;
      }
      try {
        Chunk chunk = readChunk(partition, room, nextOffsets);
        if (!chunk.records().isEmpty()) {
          records.put(partition, chunk.records());
        }
      } catch (RuntimeException e) {
        log.warn("Reading {} as a stream failed and is retried: {}", partition, e.toString());
        // Another partition may wait for what this one holds.
        close(streams.put(partition, null));
        mustReset = true;
        failure = e;
      }
    }
    if (failure != null && nextOffsets.isEmpty()) {
      throw failure;
    }
    return new ConsumerRecords<>(records, nextOffsets);
  }

  private Chunk readChunk(
      TopicPartition partition, PollRoom room, Map<TopicPartition, OffsetAndMetadata> next) {
    StreamedFetch stream = streams.get(partition);
    if (stream == null) {
      stream = fetcher.fetch(leader(partition), partition, nextOffset(partition));
      streams.put(partition, stream);
    }
    Chunk chunk = new Chunk(room);
    stream.read(chunk);
    consumer.seek(partition, stream.nextOffset());
    next.put(partition, new OffsetAndMetadata(stream.nextOffset()));
    streams.remove(partition);
    if (stream.isDone()) {
      consumer.resume(Set.of(partition));
    } else {
      // At the end, behind those that had no room.
      streams.put(partition, stream);
    }
    return chunk;
  }

  private Node leader(TopicPartition partition) {
    // Not partitionsFor, which answers from cached metadata with a leader that may have failed.
    return consumer.listTopics(LOOK_UP_TIMEOUT).getOrDefault(partition.topic(), List.of()).stream()
        .filter(info -> info.partition() == partition.partition() && info.leader() != null)
        .map(info -> info.leader())
        .findFirst()
        .orElseThrow(() -> new LeaderNotAvailableException(partition + " has no leader"));
  }

  /** The listener seeks: a stream restarts at the new position. */
  private void onSeek(TopicPartition partition, Object to) {
    returned.put(partition, to instanceof OffsetAndMetadata offset ? offset.offset() : (Long) to);
    if (streams.containsKey(partition)) {
      close(streams.put(partition, null));
    }
  }

  /** Partitions that are no longer assigned cannot be positioned. */
  private void forgetAllBut(Collection<?> assigned) {
    mustReset = mustReset && !Collections.disjoint(consumer.assignment(), assigned);
    returned.keySet().retainAll(assigned);
    for (TopicPartition partition : List.copyOf(streams.keySet())) {
      if (!assigned.contains(partition)) {
        close(streams.remove(partition));
      }
    }
  }

  private static void close(@Nullable StreamedFetch stream) {
    if (stream != null) {
      stream.close();
    }
  }

  /** Forgets the state of partitions that move, and delegates to the listener. */
  private final class Forgetting implements ConsumerRebalanceListener {

    private final ConsumerRebalanceListener listener;

    Forgetting(ConsumerRebalanceListener listener) {
      this.listener = listener;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      partitions.forEach(this::forget);
      listener.onPartitionsAssigned(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      partitions.forEach(this::forget);
      listener.onPartitionsRevoked(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(this::forget);
      listener.onPartitionsLost(partitions);
    }

    private void forget(TopicPartition partition) {
      returned.remove(partition);
      close(streams.remove(partition));
    }
  }
}
