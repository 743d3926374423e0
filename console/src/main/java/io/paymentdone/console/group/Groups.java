package io.paymentdone.console.group;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.events.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Kafka's consumer groups, read from the coordinator anew at each question. */
@Component
public class Groups {

  private final LazyAdmin kafka;

  Groups(LazyAdmin kafka) {
    this.kafka = kafka;
  }

  /** All consumer groups, by id. */
  List<GroupSummary> all() {
    return new KafkaInquiry()
        .await(kafka.get().listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
            .map(Groups::summary)
            .sorted(comparing(GroupSummary::groupId))
            .toList();
  }

  private static GroupSummary summary(GroupListing group) {
    return new GroupSummary(
        group.groupId(),
        group.groupState().orElse(GroupState.UNKNOWN).toString(),
        group.type().map(Object::toString).orElse("Unknown"));
  }

  /** One group with its members and its progress on {@code payment-done}; empty when unknown. */
  public Optional<GroupDetails> find(String groupId) {
    Admin admin = kafka.get();
    KafkaInquiry inquiry = new KafkaInquiry();
    KafkaFuture<ConsumerGroupDescription> description =
        admin
            .describeConsumerGroups(List.of(groupId))
            .all()
            .thenApply(groups -> requireNonNull(groups.get(groupId)));
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets =
        admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata();
    KafkaFuture<TopicDescription> topic = describeTopic(admin);
    return awaitGroup(inquiry, description)
        .map(group -> {
          List<TopicPartition> partitions = partitions(inquiry.await(topic));
          Map<TopicPartition, OffsetAndMetadata> committed = inquiry.await(offsets);
          return details(group, progress(inquiry, admin, group, partitions, committed));
        });
  }

  /** How many partitions {@code payment-done} has now. */
  public int partitionCount() {
    return new KafkaInquiry().await(describeTopic(kafka.get())).partitions().size();
  }

  /** Ends of a topic's partitions now; none for a topic that is not there. */
  public Map<Integer, Long> ends(String topic) {
    KafkaInquiry inquiry = new KafkaInquiry();
    Admin admin = kafka.get();
    try {
      TopicDescription description =
          requireNonNull(
              inquiry.awaitOrFail(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
      Map<Integer, Long> ends = new HashMap<>();
      inquiry
          .await(admin.listOffsets(all(partitions(description), OffsetSpec.latest())).all())
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return ends;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Map.of();
      }
      throw KafkaInquiry.unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  private static KafkaFuture<TopicDescription> describeTopic(Admin admin) {
    return admin
        .describeTopics(List.of(Topics.PAYMENT_DONE))
        .allTopicNames()
        .thenApply(topics -> requireNonNull(topics.get(Topics.PAYMENT_DONE)));
  }

  private static Optional<ConsumerGroupDescription> awaitGroup(
      KafkaInquiry inquiry, KafkaFuture<ConsumerGroupDescription> description) {
    try {
      return Optional.of(inquiry.awaitOrFail(description))
          .filter(group -> group.groupState() != GroupState.DEAD);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw KafkaInquiry.unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
        .toList();
  }

  private static List<PartitionProgress> progress(
      KafkaInquiry inquiry,
      Admin admin,
      ConsumerGroupDescription group,
      List<TopicPartition> partitions,
      Map<TopicPartition, OffsetAndMetadata> committed) {
    var starts = admin.listOffsets(all(partitions, OffsetSpec.earliest())).all();
    var ends = admin.listOffsets(all(partitions, OffsetSpec.latest())).all();
    Map<TopicPartition, ListOffsetsResultInfo> start = inquiry.await(starts);
    Map<TopicPartition, ListOffsetsResultInfo> end = inquiry.await(ends);
    Map<TopicPartition, MemberDescription> owners = owners(group);
    List<PartitionProgress> progress = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      progress.add(
          progress(
              partition.partition(),
              owners.get(partition),
              committed.get(partition),
              requireNonNull(start.get(partition)).offset(),
              requireNonNull(end.get(partition)).offset()));
    }
    return progress;
  }

  private static Map<TopicPartition, OffsetSpec> all(
      List<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
    partitions.forEach(partition -> specs.put(partition, spec));
    return specs;
  }

  private static Map<TopicPartition, MemberDescription> owners(ConsumerGroupDescription group) {
    Map<TopicPartition, MemberDescription> owners = new HashMap<>();
    for (MemberDescription member : group.members()) {
      member.assignment().topicPartitions().forEach(partition -> owners.put(partition, member));
    }
    return owners;
  }

  private static PartitionProgress progress(
      int partition,
      @Nullable MemberDescription owner,
      @Nullable OffsetAndMetadata committed,
      long start,
      long end) {
    long next = committed == null ? start : committed.offset();
    return new PartitionProgress(
        partition,
        owner == null ? null : owner.consumerId(),
        owner == null ? null : owner.clientId(),
        committed == null ? null : committed.offset(),
        end,
        Math.max(0, end - next));
  }

  private static GroupDetails details(
      ConsumerGroupDescription group, List<PartitionProgress> partitions) {
    return new GroupDetails(
        group.groupId(),
        group.groupState().toString(),
        group.type().toString(),
        group.groupEpoch().orElse(null),
        group.targetAssignmentEpoch().orElse(null),
        group.members().stream()
            .map(Groups::member)
            .sorted(comparing(Member::clientId).thenComparing(Member::memberId))
            .toList(),
        partitions);
  }

  private static Member member(MemberDescription member) {
    return new Member(
        member.consumerId(),
        member.clientId(),
        // Kafka gives InetAddress.toString(): an empty host name, a slash, the address.
        member.host().startsWith("/") ? member.host().substring(1) : member.host(),
        member.memberEpoch().orElse(null),
        paymentPartitions(member.assignment()),
        member.targetAssignment().map(Groups::paymentPartitions).orElse(null));
  }

  private static List<Integer> paymentPartitions(MemberAssignment assignment) {
    return assignment.topicPartitions().stream()
        .filter(partition -> partition.topic().equals(Topics.PAYMENT_DONE))
        .map(TopicPartition::partition)
        .sorted()
        .toList();
  }
}
