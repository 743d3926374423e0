package io.paymentdone.faults.check;

import io.paymentdone.events.Topics;
import io.paymentdone.faults.cluster.Cluster;
import io.paymentdone.faults.cluster.RelayOwner;
import io.paymentdone.servers.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until nothing is under way any more: the relay has confirmed all WAL, the group has
 * consumed all records.
 *
 * @param complete whether it came to that in time
 * @param took from the last request to then
 * @param relayBacklogBytes WAL that the relay had not confirmed at the end
 * @param lag records that the group had not committed at the end, of all partitions; -1 when they
 *     could not be counted
 */
public record Drain(boolean complete, Duration took, long relayBacklogBytes, long lag) {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int ADMIN_TIMEOUT_SECONDS = 10;

  /** Waits for at most 120 s. */
  public static Drain of(Cluster cluster) throws SQLException {
    Databases databases = new Databases(cluster.postgres());
    long begin = System.nanoTime();
    long target = databases.number("select pg_current_wal_lsn() - '0/0'::pg_lsn");
    Backlog[] last = {new Backlog(-1, -1)};
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", cluster.directBootstrapServers()))) {
      boolean complete =
          Waiting.until(
              TIMEOUT,
              () -> {
                last[0] = new Backlog(relayBacklog(databases, target), lag(admin));
                return last[0].relayBytes() == 0 && last[0].lag() == 0;
              });
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      return new Drain(complete, took, last[0].relayBytes(), last[0].lag());
    }
  }

  private record Backlog(long relayBytes, long lag) {}

  private static long relayBacklog(Databases databases, long target) {
    try {
      return databases.number(
          String.format(
              Locale.ROOT,
              """
              select greatest(0, %d - coalesce(max(confirmed_flush_lsn) - '0/0'::pg_lsn, 0))
                from pg_replication_slots where slot_name = '%s'
              """,
              target,
              RelayOwner.SLOT));
    } catch (SQLException away) {
      return -1;
    }
  }

  private static long lag(Admin admin) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(Topics.NOTIFICATION_GROUP)
              .partitionsToOffsetAndMetadata()
              .get(ADMIN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Map<TopicPartition, OffsetSpec> partitions =
          java.util.stream.IntStream.range(0, Topics.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(Topics.PAYMENT_DONE, partition))
              .collect(Collectors.toMap(partition -> partition, p -> OffsetSpec.latest()));
      return admin
          .listOffsets(partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get(ADMIN_TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .entrySet()
          .stream()
          .mapToLong(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return end.getValue().offset() - (offset == null ? 0 : offset.offset());
          })
          .sum();
    } catch (ExecutionException | TimeoutException away) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
