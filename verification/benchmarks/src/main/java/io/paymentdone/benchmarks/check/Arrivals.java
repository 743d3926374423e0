package io.paymentdone.benchmarks.check;

import io.paymentdone.benchmarks.load.LoadResult;
import io.paymentdone.benchmarks.stack.Stack;
import io.paymentdone.servers.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the payments of one load to the topic and to the feed, and compares what is there payment
 * by payment, past the services.
 */
public final class Arrivals {

  private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(3);

  private final Stack stack;
  private final String database;
  private final Map<TopicPartition, Long> begins;
  private final long recordsBefore;

  private Arrivals(Stack stack, String database) {
    this.stack = stack;
    this.database = database;
    this.begins = stack.topic().ends();
    this.recordsBefore = begins.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * What arrives from now on; the stack is idle.
   *
   * @param database that has the payments
   */
  public static Arrivals watch(Stack stack, String database) {
    return new Arrivals(stack, database);
  }

  /** Waits until so many payments are in the feed; returns how long that took. */
  public Duration awaitInFeed(int payments) {
    long wanted = recordsBefore + payments;
    return Waiting.require(
        DRAIN_TIMEOUT,
        payments + " payments are in the feed",
        () -> stack.topic().records() >= wanted && stack.topic().recordsInFeed() >= wanted);
  }

  /**
   * Compares.
   *
   * @param keyPrefix of the load's idempotency keys
   * @throws SQLException when a database cannot be read
   */
  public Counts count(LoadResult load, String keyPrefix) throws SQLException {
    Map<UUID, Integer> stored = stored(keyPrefix);
    BitSet numbers = new BitSet();
    stored.values().forEach(numbers::set);
    BitSet lost = (BitSet) load.accepted().clone();
    lost.andNot(numbers);
    List<UUID> onTopic = stack.topic().paymentsSince(begins);
    Set<UUID> inFeed = inFeed();
    return new Counts(
        load.accepted().cardinality(),
        load.sent() - load.accepted().cardinality(),
        stored.size(),
        stored.size() - numbers.cardinality(),
        lost.cardinality(),
        onTopic.size(),
        differences(stored.keySet(), new HashSet<>(onTopic)),
        inFeed.size(),
        differences(stored.keySet(), inFeed));
  }

  private static int differences(Set<UUID> some, Set<UUID> others) {
    Set<UUID> all = new HashSet<>(some);
    all.addAll(others);
    Set<UUID> common = new HashSet<>(some);
    common.retainAll(others);
    return all.size() - common.size();
  }

  private Map<UUID, Integer> stored(String keyPrefix) throws SQLException {
    Map<UUID, Integer> stored = new HashMap<>();
    try (Connection connection = stack.postgres().connect(database);
        PreparedStatement query =
            connection.prepareStatement(
                "select id, idempotency_key from payment where starts_with(idempotency_key, ?)")) {
      query.setString(1, keyPrefix);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          int number = Integer.parseInt(rows.getString(2).substring(keyPrefix.length()));
          stored.put(rows.getObject(1, UUID.class), number);
        }
      }
    }
    return stored;
  }

  /** Of the feed, what has come since the beginning: its entries from those offsets on. */
  private Set<UUID> inFeed() throws SQLException {
    List<UUID> found = new ArrayList<>();
    try (Connection connection = stack.postgres().connect("notification");
        PreparedStatement query =
            connection.prepareStatement(
                "select payment_id from notification where partition = ? and \"offset\" >= ?")) {
      for (Map.Entry<TopicPartition, Long> begin : begins.entrySet()) {
        query.setInt(1, begin.getKey().partition());
        query.setLong(2, begin.getValue());
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            found.add(rows.getObject(1, UUID.class));
          }
        }
      }
    }
    Set<UUID> distinct = new HashSet<>(found);
    if (distinct.size() != found.size()) {
      throw new IllegalStateException("a payment is in the feed twice");
    }
    return distinct;
  }
}
