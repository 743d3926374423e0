package io.paymentdone.console.lab;

import io.paymentdone.console.lab.OffsetReset.Target;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The group of a lab as Kafka knows it, and its offsets. */
final class LabGroup {

  /** A broker knows of a new topic some milliseconds after the controller. */
  private static final Duration NEW_TOPIC_PAUSE = Duration.ofMillis(100);

  private static final Duration LOOK_MAX = Duration.ofSeconds(5);

  private final Admin admin;
  private final String group;
  private final List<TopicPartition> partitions = new ArrayList<>();

  LabGroup(Admin admin, String group, String topic, int count) {
    this.admin = admin;
    this.group = group;
    for (int partition = 0; partition < count; partition++) {
      partitions.add(new TopicPartition(topic, partition));
    }
  }

  /**
   * The group and its topic at a moment.
   *
   * @param at before Kafka was asked
   * @param owned partitions of each member, by client id; of members without one too
   * @param committed offsets by partition
   */
  record View(
      Instant at,
      Map<String, List<Integer>> owned,
      Map<Integer, Long> committed,
      Map<Integer, Long> starts,
      Map<Integer, Long> ends) {

    static final View NONE = new View(Instant.EPOCH, Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** Asks Kafka; throws a 503 problem unless it answers all within some seconds. */
  View look() {
    Instant at = Instant.now();
    Deadline deadline = Deadline.in(LOOK_MAX);
    KafkaFuture<ConsumerGroupDescription> described =
        admin.describeConsumerGroups(List.of(group)).describedGroups().get(group);
    var starts = admin.listOffsets(all(OffsetSpec.earliest())).all();
    var ends = admin.listOffsets(all(OffsetSpec.latest())).all();
    Map<String, List<Integer>> owned = owned(described, deadline);
    return new View(
        at,
        owned,
        committed(deadline),
        byPartition(LabCalls.await(starts, deadline)),
        byPartition(LabCalls.await(ends, deadline)));
  }

  /** End offsets, or those of the oldest records. */
  Map<Integer, Long> offsets(OffsetSpec spec) {
    return byPartition(LabCalls.await(admin.listOffsets(all(spec)).all(), Deadline.ofRequest()));
  }

  private Map<TopicPartition, OffsetSpec> all(OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    partitions.forEach(partition -> all.put(partition, spec));
    return all;
  }

  private static Map<Integer, Long> byPartition(Map<TopicPartition, ListOffsetsResultInfo> found) {
    Map<Integer, Long> offsets = new HashMap<>();
    found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
    return offsets;
  }

  private Map<String, List<Integer>> owned(
      @Nullable KafkaFuture<ConsumerGroupDescription> described, Deadline deadline) {
    Map<String, List<Integer>> owned = new HashMap<>();
    if (described == null) {
      return owned;
    }
    try {
      for (MemberDescription member : LabCalls.awaitOrFail(described, deadline).members()) {
        TreeSet<Integer> own = new TreeSet<>();
        for (TopicPartition partition : member.assignment().topicPartitions()) {
          if (partitions.contains(partition)) {
            own.add(partition.partition());
          }
        }
        // Clients that are none of the lab's may have one id in common.
        own.addAll(owned.getOrDefault(member.clientId(), List.of()));
        owned.put(member.clientId(), List.copyOf(own));
      }
      return owned;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return owned;
      }
      throw LabCalls.unavailable(e);
    }
  }

  private Map<Integer, Long> committed(Deadline deadline) {
    Map<Integer, Long> committed = new HashMap<>();
    try {
      LabCalls.awaitOrFail(
              admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), deadline)
          .forEach((partition, offset) -> {
            if (offset != null && partitions.contains(partition)) {
              committed.put(partition.partition(), offset.offset());
            }
          });
      return committed;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return committed;
      }
      throw LabCalls.unavailable(e);
    }
  }

  /**
   * Commits offsets before the group has a consumer.
   *
   * @param offsets by partition
   */
  void startAt(List<Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
    for (TopicPartition partition : partitions) {
      first.put(partition, new OffsetAndMetadata(offsets.get(partition.partition())));
    }
    commit(first);
  }

  /**
   * Moves the committed offsets, as {@code kafka-consumer-groups --reset-offsets} does.
   *
   * @param time of the first record to read, for {@link Target#TIME}
   * @param dryRun whether to change nothing
   * @throws ProblemException 409 while the group has a member
   */
  List<OffsetReset.MovedOffset> reset(Target target, Instant time, boolean dryRun) {
    if (!look().owned().isEmpty()) {
      throw hasMembers();
    }
    Map<Integer, Long> before = committed(Deadline.ofRequest());
    Map<Integer, Long> ends = offsets(OffsetSpec.latest());
    Map<Integer, Long> found =
        switch (target) {
          case BEGINNING -> offsets(OffsetSpec.earliest());
          case END -> ends;
          case TIME -> offsets(OffsetSpec.forTimestamp(time.toEpochMilli()));
        };
    List<OffsetReset.MovedOffset> moved = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> after = new HashMap<>();
    for (TopicPartition partition : partitions) {
      int p = partition.partition();
      long offset = found.getOrDefault(p, -1L);
      // No record is as new as the time: Kafka's tool takes the end then.
      long to = offset < 0 ? ends.getOrDefault(p, 0L) : offset;
      moved.add(new OffsetReset.MovedOffset(p, before.get(p), to));
      after.put(partition, new OffsetAndMetadata(to));
    }
    if (!dryRun) {
      commit(after);
    }
    return moved;
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Deadline deadline = Deadline.ofRequest();
    while (!isCommitted(offsets, deadline)) {
      LabCalls.pause(NEW_TOPIC_PAUSE);
    }
  }

  /**
   * Returns false if the coordinator does not know the topic, which may have been made just now.
   */
  private boolean isCommitted(Map<TopicPartition, OffsetAndMetadata> offsets, Deadline deadline) {
    try {
      LabCalls.awaitChange(admin.alterConsumerGroupOffsets(group, offsets).all(), deadline);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownMemberIdException
          || e.getCause() instanceof GroupNotEmptyException) {
        throw hasMembers();
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          && deadline.left().compareTo(NEW_TOPIC_PAUSE) > 0) {
        return false;
      }
      throw LabCalls.unavailable(LabCalls.cause(e));
    }
  }

  private static ProblemException hasMembers() {
    return ProblemException.of(
        ProblemCode.GROUP_HAS_MEMBERS,
        "Offsets can be moved only while the group has no member; stop the consumers first. The"
            + " group keeps a killed one until its session has timed out.",
        Duration.ofSeconds(2));
  }
}
