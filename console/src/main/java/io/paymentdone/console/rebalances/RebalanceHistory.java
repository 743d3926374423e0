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
 * The rebalances of the last 30 days. A Kafka topic keeps them, so they survive a restart of the
 * console without a database.
 */
@Component
public class RebalanceHistory {

  private static final Logger log = LoggerFactory.getLogger(RebalanceHistory.class);
  private static final int CARDS_MAX = 2_000;

  /** Size of all rebalances as JSON; one of a group with three members takes 2 KB. */
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
    // Rebalances that earlier versions wrote lack the fields that were added since.
    this.reader =
        json.readerFor(Rebalance.class).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    this.writer = writer;
    this.topicReader =
        topicReaders.follow(
            Topics.NOTIFICATION_REBALANCES,
            Topics.NOTIFICATION_REBALANCES_RETENTION.plus(Duration.ofDays(7)),
            CARDS_MAX,
            CardCheck.LIMITS,
            this::handle);
  }

  /** Registers a listener for each rebalance read from the topic. To be called before the start. */
  public void listen(Consumer<Rebalance> listener) {
    listeners.add(listener);
  }

  /** Whether all rebalances that were on the topic at the start have been read. */
  public boolean isCaughtUp() {
    return topicReader.isCaughtUp();
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    if (consumed.value() == null) {
      throw new IllegalArgumentException("the record has no value");
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

  /** Adds a complete rebalance. */
  public void add(Rebalance rebalance) {
    byte[] value = json.writeValueAsBytes(rebalance);
    keep(rebalance, value.length);
    if (value.length > CardCheck.BYTES_MAX) {
      log.warn(
          "Rebalance {} has {} bytes, more than the topic takes: it is kept in memory only and"
              + " lost when the console stops",
          rebalance.id(),
          value.length);
      return;
    }
    writer.write(rebalance.id().getBytes(UTF_8), value);
  }

  /** The rebalances of a group, newest first. */
  public synchronized List<Rebalance> newest(String groupId, int limit) {
    List<Card> all = new ArrayList<>(cards.values());
    return all.reversed().stream()
        .map(Card::rebalance)
        .filter(rebalance -> rebalance.groupId().equals(groupId))
        .limit(limit)
        .toList();
  }

  /** The rebalance with this id. */
  public synchronized Optional<Rebalance> find(String id) {
    return Optional.ofNullable(cards.get(id)).map(Card::rebalance);
  }
}
