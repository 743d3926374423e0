package io.paymentdone.notification;

import io.paymentdone.events.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The consumer group as an operator's tools see and change it. */
public final class Group implements AutoCloseable {

  private final Admin admin;
  private final String groupId;

  /** A group on a cluster. */
  public Group(List<String> bootstrapServers, String groupId) {
    this.admin = Admin.create(Map.of("bootstrap.servers", String.join(",", bootstrapServers)));
    this.groupId = groupId;
  }

  /**
   * Records that it has not committed, in all partitions; a partition without offset counts whole.
   */
  public long lag() {
    Map<TopicPartition, Long> committed = committed();
    return offsets(OffsetSpec.latest()).entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  /** Its committed offset in each partition that has one. */
  public Map<TopicPartition, Long> committed() {
    Map<TopicPartition, Long> committed = new HashMap<>();
    get(admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata())
        .forEach((partition, offset) -> {
          if (offset != null) {
            committed.put(partition, offset.offset());
          }
        });
    return committed;
  }

  /** Moves it to an offset in each partition; it must be stopped. */
  public void reset(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> target =
        offsets.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
    get(admin.alterConsumerGroupOffsets(groupId, target).all());
  }

  /** First or last offsets of the topic. */
  public Map<TopicPartition, Long> offsets(OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> query = new HashMap<>();
    for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
      query.put(new TopicPartition(Topics.PAYMENT_DONE, partition), spec);
    }
    return get(admin.listOffsets(query).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  /** Partitions of each member, by its client id. */
  public Map<String, List<Integer>> assignments() {
    Map<String, List<Integer>> assignments = new HashMap<>();
    get(admin.describeConsumerGroups(List.of(groupId)).all())
        .values()
        .forEach(group ->
            group
                .members()
                .forEach(member ->
                    assignments
                        .computeIfAbsent(member.clientId(), id -> new ArrayList<>())
                        .addAll(
                            member.assignment().topicPartitions().stream()
                                .map(TopicPartition::partition)
                                .toList())));
    return assignments;
  }

  /** Ids of its members. */
  public List<String> members() {
    return get(admin.describeConsumerGroups(List.of(groupId)).all()).values().stream()
        .flatMap(group -> group.members().stream())
        .map(MemberDescription::consumerId)
        .toList();
  }

  /** Lets retention take everything below an offset. */
  public void deleteBefore(TopicPartition partition, long offset) {
    get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all());
  }

  /** The operator's tool, for all else. */
  public Admin admin() {
    return admin;
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
