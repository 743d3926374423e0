package io.paymentdone.faults;

import io.paymentdone.events.Topics;
import io.paymentdone.faults.cluster.Cluster;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The consumer group as its coordinator sees it. */
final class Group implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 10;

  private final Admin admin;

  Group(Cluster cluster) {
    this.admin = Admin.create(Map.of("bootstrap.servers", cluster.directBootstrapServers()));
  }

  /** Its members. */
  Collection<MemberDescription> members() {
    return description().members();
  }

  private ConsumerGroupDescription description() {
    return get(() ->
            admin
                .describeConsumerGroups(List.of(Topics.NOTIFICATION_GROUP))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
        .values()
        .iterator()
        .next();
  }

  /** Rises with each member that joins, rejoins, leaves or is fenced. */
  int epoch() {
    return description().groupEpoch().orElseThrow();
  }

  /** Broker id of a partition's leader. */
  int leaderOf(int partition) {
    return get(() ->
            admin
                .describeTopics(List.of(Topics.PAYMENT_DONE))
                .allTopicNames()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
        .values()
        .iterator()
        .next()
        .partitions()
        .get(partition)
        .leader()
        .id();
  }

  /** Members that own a partition. */
  long active() {
    return members().stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }

  /** Whether every partition has an owner, and none of them is this one. */
  boolean isOwnedWithout(String clientId) {
    Set<TopicPartition> owned =
        members().stream()
            .filter(member -> !member.clientId().equals(clientId))
            .flatMap(member -> member.assignment().topicPartitions().stream())
            .collect(Collectors.toSet());
    return owned.size() == Topics.PARTITIONS;
  }

  /** Sets an empty group back to the first offsets that there are. */
  void resetToBeginning() {
    reset(OffsetSpec.earliest());
  }

  /** Sets an empty group back to the first records since then; each partition must have one. */
  void resetTo(Instant moment) {
    reset(OffsetSpec.forTimestamp(moment.toEpochMilli()));
  }

  private void reset(OffsetSpec where) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions().stream().collect(Collectors.toMap(p -> p, p -> where));
    Map<TopicPartition, OffsetAndMetadata> offsets =
        get(() -> admin.listOffsets(wanted).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
            .entrySet()
            .stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue().offset())));
    get(() ->
        admin
            .alterConsumerGroupOffsets(Topics.NOTIFICATION_GROUP, offsets)
            .all()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
  }

  /** Deletes everything that is on the topic, as retention does. */
  void deleteAllRecords() {
    Map<TopicPartition, RecordsToDelete> all =
        partitions().stream()
            .collect(Collectors.toMap(p -> p, p -> RecordsToDelete.beforeOffset(-1)));
    get(() -> admin.deleteRecords(all).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
  }

  private static List<TopicPartition> partitions() {
    return IntStream.range(0, Topics.PARTITIONS)
        .mapToObj(partition -> new TopicPartition(Topics.PAYMENT_DONE, partition))
        .toList();
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws InterruptedException, ExecutionException, TimeoutException;
  }

  private static <T> T get(Call<T> call) {
    try {
      return call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the coordinator does not answer", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
