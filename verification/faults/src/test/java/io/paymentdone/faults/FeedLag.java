package io.paymentdone.faults;

import io.paymentdone.faults.check.Databases;
import io.paymentdone.faults.check.SystemState.FeedEntry;
import io.paymentdone.faults.cluster.Cluster;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** How late feed entries are, by partition, from a moment on. */
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

  /** The longest time from a payment to its feed entry, of each partition. */
  Map<Integer, Duration> longest() throws SQLException {
    Map<Integer, Duration> longest = new TreeMap<>();
    for (FeedEntry entry : new Databases(cluster.postgres()).feed()) {
      if (entry.occurredAt().isAfter(from)) {
        longest.merge(
            entry.place().partition(),
            Duration.between(entry.occurredAt(), entry.receivedAt()),
            (one, other) -> one.compareTo(other) > 0 ? one : other);
      }
    }
    return longest;
  }

  /** Partition of a user who has a feed entry. */
  static int partitionOf(Cluster cluster, String userId) throws SQLException {
    return new Databases(cluster.postgres())
        .feed().stream()
            .filter(entry -> entry.userId().equals(userId))
            .findFirst()
            .orElseThrow()
            .place()
            .partition();
  }
}
