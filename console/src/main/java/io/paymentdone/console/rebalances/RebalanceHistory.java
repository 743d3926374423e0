package io.paymentdone.console.rebalances;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.tail.TopicTail;
import io.paymentdone.console.tail.TopicTails;
import io.paymentdone.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

  private static final int CARDS_MAX = 2_000;

  private final JsonMapper json;
  private final ObjectReader reader;
  private final RebalanceWriter writer;
  private final TopicTail tail;
  private final Map<String, Rebalance> cards = new LinkedHashMap<>();
  private final List<Consumer<Rebalance>> listeners = new CopyOnWriteArrayList<>();

  RebalanceHistory(TopicTails tails, RebalanceWriter writer, JsonMapper json) {
    this.json = json;
    // Cards of earlier versions lack what was added since.
    this.reader =
        json.readerFor(Rebalance.class).without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    this.writer = writer;
    this.tail =
        tails.follow(
            Topics.NOTIFICATION_REBALANCES,
            Topics.NOTIFICATION_REBALANCES_RETENTION.plus(Duration.ofDays(7)),
            CARDS_MAX,
            this::handle);
  }

  /** Calls the listener for each card that comes from the topic. Before the start only. */
  public void listen(Consumer<Rebalance> listener) {
    listeners.add(listener);
  }

  /** Whether the rebalances from before the start have been read. */
  public boolean isCaughtUp() {
    return tail.isCaughtUp();
  }

  private void handle(ConsumerRecord<byte[], byte[]> consumed) {
    Rebalance rebalance = reader.readValue(consumed.value());
    keep(rebalance);
    listeners.forEach(listener -> listener.accept(rebalance));
  }

  private synchronized void keep(Rebalance rebalance) {
    cards.put(rebalance.id(), rebalance);
    if (cards.size() > CARDS_MAX) {
      cards.remove(cards.keySet().iterator().next());
    }
  }

  /** Keeps a complete rebalance. */
  public void add(Rebalance rebalance) {
    keep(rebalance);
    writer.write(rebalance.id().getBytes(UTF_8), json.writeValueAsBytes(rebalance));
  }

  /** The newest of a group, newest first. */
  public synchronized List<Rebalance> newest(String groupId, int limit) {
    List<Rebalance> all = new ArrayList<>(cards.values());
    return all.reversed().stream()
        .filter(rebalance -> rebalance.groupId().equals(groupId))
        .limit(limit)
        .toList();
  }

  /** One by its id. */
  public synchronized Optional<Rebalance> find(String id) {
    return Optional.ofNullable(cards.get(id));
  }
}
