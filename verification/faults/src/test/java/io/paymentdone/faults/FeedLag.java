package io.paymentdone.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.SystemState.FeedEntry;
import io.paymentdone.faults.check.SystemState.Payment;
import io.paymentdone.faults.cluster.Cluster;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** How late feed entries are by partition, from a moment on; missing entries count until now. */
final class FeedLag {

  private final Cluster cluster;
  private final Instant from;

  private FeedLag(Cluster cluster, Instant from) {
    this.cluster = cluster;
    this.from = from;
  }

  static FeedLag from(Cluster cluster) {
    return new FeedLag(cluster, Instant.now());
  }

  /** The longest time from a payment to its feed entry, of each partition that had a payment. */
  Map<Integer, Duration> longest() throws SQLException {
    Databases databases = new Databases(cluster.postgres());
    Instant now = Instant.now();
    // Payments first: a payment made between the two queries is not missing.
    Map<UUID, Payment> unseen =
        databases.payments().stream()
            .filter(payment -> payment.createdAt().isAfter(from))
            .collect(Collectors.toMap(Payment::id, payment -> payment));
    Map<Integer, Duration> longest = new TreeMap<>();
    for (FeedEntry entry : databases.feed()) {
      if (entry.occurredAt().isAfter(from)) {
        unseen.remove(entry.paymentId());
        later(longest, entry.position().partition(), entry.occurredAt(), entry.receivedAt());
      }
    }
    for (Payment payment : unseen.values()) {
      later(longest, partitionOf(payment.userId()), payment.createdAt(), now);
    }
    return longest;
  }

  private static void later(
      Map<Integer, Duration> longest, int partition, Instant begin, Instant end) {
    longest.merge(
        partition,
        Duration.between(begin, end),
        (one, other) -> one.compareTo(other) > 0 ? one : other);
  }

  /** Notes the lag of each partition, and requires that it stays below a limit on most. */
  void require(Injection fault, Set<Integer> exempt, Duration max) throws SQLException {
    Map<Integer, Duration> longest = longest();
    fault.require(longest.size() == Topics.PARTITIONS, "payments on every partition");
    longest.forEach((partition, lag) -> {
      fault.took("feed lag of partition " + partition, lag);
      fault.require(
          exempt.contains(partition) || lag.compareTo(max) <= 0,
          String.format(
              Locale.ROOT,
              "feed lag of partition %d at most %d s, was %d ms",
              partition,
              max.toSeconds(),
              lag.toMillis()));
    });
  }

  /** Partition of a user's events: Kafka's default for a key. */
  static int partitionOf(String userId) {
    return BuiltInPartitioner.partitionForKey(userId.getBytes(UTF_8), Topics.PARTITIONS);
  }
}
