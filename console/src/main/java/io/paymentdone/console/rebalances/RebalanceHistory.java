package io.paymentdone.console.rebalances;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.topics.TopicReader;
import io.paymentdone.console.topics.TopicReaders;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rebalances of the last 30 days, on a topic of their own: they survive a restart of the
 * console and need no database.
 */
@Component
public class RebalanceHistory {

  private static final Logger log = LoggerFactory.getLogger(RebalanceHistory.class);
  private static final int CARDS_MAX = 2_000;

  /** As JSON: cards of three members take 2 KB. */
  private static final long BYTES_MAX = 16_000_000;

  private final JsonMapper json;
  private final ObjectReader reader;
  private final RebalanceWriter writer;
  private final TopicReader topicReader;
  private final Map<String, Card> cards = new LinkedHashMap<>();
  private long bytes;
  private final List<Consumer<Rebalance>> listeners = new CopyOnWriteArrayList<>();

  private record Card(Rebalance rebalance, int size) {}

  RebalanceHistory(TopicReaders topicReaders, RebalanceWriter writer, JsonMapper json) {
    this.json = json;
    // Cards of earlier versions lack what was added since.
    this.reader =
        json.readerFor(Rebalance.class).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    this.writer = writer;
    this.topicReader =
        topicReaders.follow(
            Topics.NOTIFICATION_REBALANCES,
            Topics.NOTIFICATION_REBALANCES_RETENTION.plus(Duration.ofDays(7)),
            CARDS_MAX,
            CardCheck.BYTES_MAX,
            this::handle);
  }

  /** Calls the listener for each card that comes from the topic. Before the start only. */
  public void listen(Consumer<Rebalance> listener) {
    listeners.add(listener);
  }

  /** Whether the rebalances from before the start have been read. */
  public boolean isCaughtUp() {
    return topicReader.isCaughtUp();
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    if (consumed.value() == null) {
      throw new IllegalArgumentException("a card of " + consumed.serializedValueSize() + " bytes");
    }
    Rebalance rebalance = reader.readValue(consumed.value());
    CardCheck.check(rebalance, Instant.now());
    keep(rebalance, consumed.value().length);
    listeners.forEach(listener -> listener.accept(rebalance));
  }

  private synchronized void keep(Rebalance rebalance, int size) {
    Card before = cards.put(rebalance.id(), new Card(rebalance, size));
    bytes += size - (before == null ? 0 : before.size());
    while (cards.size() > CARDS_MAX || bytes > BYTES_MAX) {
      Card oldest = cards.remove(cards.keySet().iterator().next());
      bytes -= oldest == null ? 0 : oldest.size();
    }
  }

  /** Keeps a complete rebalance. */
  public void add(Rebalance rebalance) {
    byte[] value = json.writeValueAsBytes(rebalance);
    keep(rebalance, value.length);
    if (value.length > CardCheck.BYTES_MAX) {
      log.warn(
          "Rebalance {} is kept until the console ends, but not on the topic: {} bytes",
          rebalance.id(),
          value.length);
      return;
    }
    writer.write(rebalance.id().getBytes(UTF_8), value);
  }

  /** The newest of a group, newest first. */
  public synchronized List<Rebalance> newest(String groupId, int limit) {
    List<Card> all = new ArrayList<>(cards.values());
    return all.reversed().stream()
        .map(Card::rebalance)
        .filter(rebalance -> rebalance.groupId().equals(groupId))
        .limit(limit)
        .toList();
  }

  /** One by its id. */
  public synchronized Optional<Rebalance> find(String id) {
    return Optional.ofNullable(cards.get(id)).map(Card::rebalance);
  }
}
