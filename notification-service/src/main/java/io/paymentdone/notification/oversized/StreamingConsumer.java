package io.paymentdone.notification.oversized;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
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
 * A consumer that outlives records for which the heap has no room.
 *
 * <p>The client allocates a record's decompressed size before anybody is asked, so its poll throws
 * an OutOfMemoryError; the positions of other partitions may have moved by then although their
 * records were not returned, and no seek gets behind that record inside its batch. So each
 * partition goes back to where the last poll that returned had left it, its next batches are read
 * as a stream, a chunk with each poll, and then the client goes on behind them. Meanwhile it polls
 * with those partitions paused, and stays in its group.
 */
public final class StreamingConsumer implements InvocationHandler {

  private static final Logger log = LoggerFactory.getLogger(StreamingConsumer.class);

  private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final StreamingFetcher fetcher;

  /** The offset after the last record that was returned, where one was. */
  private Map<TopicPartition, Long> returned = new HashMap<>();

  /** Partitions that are read as a stream, with null for those whose fetch is still to come. */
  private final Map<TopicPartition, @Nullable StreamedFetch> streams = new LinkedHashMap<>();

  /** Whether the client's positions are wrong and its partitions have to go back. */
  private boolean lost;

  /** Whether the client may hold a fetch that it refuses to go on with, at whatever position. */
  private boolean broken;

  private StreamingConsumer(Consumer<byte[], byte[]> consumer, StreamingFetcher fetcher) {
    this.consumer = consumer;
    this.fetcher = fetcher;
  }

  /**
   * The same consumer, which outlives such records.
   *
   * @param settings its settings
   */
  @SuppressWarnings("unchecked") // keys and values are bytes; the proxy has the interface
  public static <K, V> Consumer<K, V> of(Consumer<K, V> consumer, Map<String, Object> settings) {
    var bytes = (Consumer<byte[], byte[]>) consumer;
    return (Consumer<K, V>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            new StreamingConsumer(bytes, new StreamingFetcher(settings)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null && method.getName().equals("poll")) {
      return poll((Duration) arguments[0]);
    }
    if (arguments != null && method.getName().equals("seek")) {
      sought((TopicPartition) arguments[0], arguments[1]);
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
      if (lost) {
        goBack();
      }
      ConsumerRecords<byte[], byte[]> polled = pollClient(timeout);
      ConsumerRecords<byte[], byte[]> all = streams.isEmpty() ? polled : withStreamed(polled);
      // Last, and with an assignment that cannot fail: what is noted here is never read again.
      returned = after(all);
      return all;
    } catch (OutOfMemoryError e) {
      // Nothing is half done: what was not returned is read again.
      log.warn("A poll finds no memory ({}): what comes next is read as a stream", e.getMessage());
      lost = true;
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
      log.warn("A poll fails after one without memory: what comes next is read as a stream", e);
      lost = true;
      return ConsumerRecords.empty();
    }
  }

  /** First what may fail, then the seeks: after a fault the next poll does it all again. */
  private void goBack() {
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
    lost = false;
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
    for (TopicPartition partition : List.copyOf(streams.keySet())) {
      try {
        Chunk chunk = readOn(partition, nextOffsets);
        if (!chunk.records().isEmpty()) {
          records.put(partition, chunk.records());
        }
      } catch (RuntimeException e) {
        log.warn("Streaming {} failed, trying again: {}", partition, e.toString());
        lost = true;
        failure = e;
      }
    }
    if (failure != null && nextOffsets.isEmpty()) {
      throw failure;
    }
    return new ConsumerRecords<>(records, nextOffsets);
  }

  private Chunk readOn(TopicPartition partition, Map<TopicPartition, OffsetAndMetadata> next) {
    StreamedFetch stream = streams.get(partition);
    if (stream == null) {
      stream = fetcher.fetch(leader(partition), partition, nextOffset(partition));
      streams.put(partition, stream);
    }
    Chunk chunk = new Chunk();
    stream.read(chunk);
    consumer.seek(partition, stream.nextOffset());
    next.put(partition, new OffsetAndMetadata(stream.nextOffset()));
    if (stream.isDone()) {
      streams.remove(partition);
      consumer.resume(Set.of(partition));
    }
    return chunk;
  }

  private Node leader(TopicPartition partition) {
    // Not partitionsFor: it answers from what the client knows, and a leader may be gone.
    return consumer.listTopics(LOOK_UP_TIMEOUT).getOrDefault(partition.topic(), List.of()).stream()
        .filter(info -> info.partition() == partition.partition() && info.leader() != null)
        .map(info -> info.leader())
        .findFirst()
        .orElseThrow(() -> new LeaderNotAvailableException(partition + " has no leader now"));
  }

  /** The listener goes back, or on; a stream begins anew there. */
  private void sought(TopicPartition partition, Object to) {
    returned.put(partition, to instanceof OffsetAndMetadata offset ? offset.offset() : (Long) to);
    if (streams.containsKey(partition)) {
      close(streams.put(partition, null));
    }
  }

  private static void close(@Nullable StreamedFetch stream) {
    if (stream != null) {
      stream.close();
    }
  }

  /** Forgets partitions that move, and tells the listener. */
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
