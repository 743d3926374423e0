package io.paymentdone.console.rebalances;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.topics.TopicReader;
import io.paymentdone.console.topics.TopicReaders;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
 * console without a database. Those read from the topic are marked, for only the topic's access
 * control says who wrote them.
 */
@Component
public class RebalanceHistory {

  private static final Logger log = LoggerFactory.getLogger(RebalanceHistory.class);
  private final JsonMapper json;
  private final ObjectReader reader;
  private final RebalanceWriter writer;
  private final TopicReader topicReader;
  private final Cards cards = new Cards();
  private final List<Consumer<Rebalance>> listeners = new CopyOnWriteArrayList<>();

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
            Cards.CARDS_MAX,
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
    if (!isOwn(rebalance.id(), consumed.value())) {
      Rebalance recorded = rebalance.asRecorded();
      addRecorded(recorded, consumed.value().length);
      listeners.forEach(listener -> listener.accept(recorded));
    }
  }

  /** Whether this console wrote the record. */
  private synchronized boolean isOwn(String id, byte[] value) {
    return cards
        .findSeen(id)
        .filter(seen -> Arrays.equals(json.writeValueAsBytes(seen), value))
        .isPresent();
  }

  private synchronized void addRecorded(Rebalance rebalance, int size) {
    cards.addRecorded(rebalance, size);
  }

  private synchronized void addSeen(Rebalance rebalance, int size) {
    cards.addSeen(rebalance, size);
  }

  /** Adds a complete rebalance that this console saw. */
  public void add(Rebalance rebalance) {
    byte[] value = json.writeValueAsBytes(rebalance);
    addSeen(rebalance, value.length);
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
    return cards.newest(groupId, limit);
  }

  /** The rebalances of a group that this console saw itself, newest first. */
  public synchronized List<Rebalance> newestSeen(String groupId, int limit) {
    return cards.newestSeen(groupId, limit);
  }

  /** The rebalance with this id. */
  public synchronized Optional<Rebalance> find(String id) {
    return cards.find(id);
  }
}
