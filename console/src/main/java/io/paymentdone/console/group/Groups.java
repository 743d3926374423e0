package io.paymentdone.console.group;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.paymentdone.console.group.GroupDetails.Member;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.lag.GroupLags;
import io.paymentdone.events.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.stereotype.Component;

/** The groups of the cluster, read from their coordinators at each call. */
@Component
public class Groups {

  /**
   * Further partitions are not shown: each poll requests their offsets, and each page receives
   * them.
   */
  private static final int PARTITIONS_MAX = 300;

  private final LazyAdmin kafka;
  private final GroupLags lags;

  Groups(LazyAdmin kafka, GroupLags lags) {
    this.kafka = kafka;
    this.lags = lags;
  }

  /** All groups of all types, by id. */
  public List<GroupSummary> all() {
    return new KafkaCalls()
        .await(kafka.get().listGroups().all()).stream()
            .map(this::summary)
            .sorted(comparing(GroupSummary::groupId))
            .toList();
  }

  private GroupSummary summary(GroupListing group) {
    return new GroupSummary(
        group.groupId(),
        group.groupState().orElse(GroupState.UNKNOWN).toString(),
        group.type().orElse(GroupType.UNKNOWN).toString(),
        lags.seconds(group.groupId()),
        // A broker that tells no types has classic groups only.
        OtherGroups.note(group.type().orElse(GroupType.CLASSIC), group.protocol()));
  }

  /**
   * One group with its members and, if it is a consumer group, its progress on one topic; empty if
   * Kafka does not know it.
   */
  public Optional<GroupDetails> find(String groupId) {
    Admin admin = kafka.get();
    KafkaCalls calls = new KafkaCalls();
    KafkaFuture<ConsumerGroupDescription> description =
        admin
            .describeConsumerGroups(List.of(groupId))
            .all()
            .thenApply(groups -> requireNonNull(groups.get(groupId)));
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets =
        admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata();
    return awaitGroup(calls, description)
        .map(group -> consumerGroup(calls, admin, group, offsets))
        .or(() -> OtherGroups.find(calls, admin, groupId));
  }

  private GroupDetails consumerGroup(
      KafkaCalls calls,
      Admin admin,
      ConsumerGroupDescription group,
      KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets) {
    Map<TopicPartition, OffsetAndMetadata> committed = calls.await(offsets);
    SortedSet<String> topics = topics(group, committed.keySet());
    String topic = shown(topics);
    List<TopicPartition> all = partitions(calls.await(describeTopic(admin, topic)));
    List<TopicPartition> shown = all.subList(0, Math.min(all.size(), PARTITIONS_MAX));
    List<Partition> progress = progress(calls, admin, group, shown, committed);
    return details(group, topic, List.copyOf(topics), progress, all.size() - shown.size())
        .with(lags.observe(group.groupId(), progress.stream().map(Partition::unread).toList()));
  }

  /** The topic of which a group's partitions are shown. */
  static String shown(SortedSet<String> topics) {
    return topics.isEmpty() || topics.contains(Topics.PAYMENT_DONE)
        ? Topics.PAYMENT_DONE
        : topics.getFirst();
  }

  private static SortedSet<String> topics(
      ConsumerGroupDescription group, Set<TopicPartition> committed) {
    SortedSet<String> topics = new TreeSet<>();
    committed.forEach(partition -> topics.add(partition.topic()));
    for (MemberDescription member : group.members()) {
      member.assignment().topicPartitions().forEach(partition -> topics.add(partition.topic()));
      member
          .targetAssignment()
          .ifPresent(target ->
              target.topicPartitions().forEach(partition -> topics.add(partition.topic())));
    }
    return topics;
  }

  /** Current number of partitions of {@code payment-done}. */
  public int partitionCount() {
    return new KafkaCalls()
        .await(describeTopic(kafka.get(), Topics.PAYMENT_DONE))
        .partitions()
        .size();
  }

  /** Current end offsets of a topic by partition; empty if the topic does not exist. */
  public Map<Integer, Long> ends(String topic) {
    KafkaCalls calls = new KafkaCalls();
    Admin admin = kafka.get();
    try {
      TopicDescription description =
          requireNonNull(
              calls.awaitOrFail(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
      Map<Integer, Long> ends = new HashMap<>();
      calls
          .await(admin.listOffsets(all(partitions(description), OffsetSpec.latest())).all())
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return ends;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Map.of();
      }
      throw KafkaCalls.unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  private static KafkaFuture<TopicDescription> describeTopic(Admin admin, String topic) {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .thenApply(topics -> requireNonNull(topics.get(topic)));
  }

  private static Optional<ConsumerGroupDescription> awaitGroup(
      KafkaCalls calls, KafkaFuture<ConsumerGroupDescription> description) {
    try {
      return Optional.of(calls.awaitOrFail(description))
          .filter(group -> group.groupState() != GroupState.DEAD);
    } catch (ExecutionException e) {
      if (OtherGroups.isOfAnotherType(e)) {
        return Optional.empty();
      }
      throw KafkaCalls.unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
        .toList();
  }

  private static List<Partition> progress(
      KafkaCalls calls,
      Admin admin,
      ConsumerGroupDescription group,
      List<TopicPartition> partitions,
      Map<TopicPartition, OffsetAndMetadata> committed) {
    var starts = admin.listOffsets(all(partitions, OffsetSpec.earliest())).all();
    var ends = admin.listOffsets(all(partitions, OffsetSpec.latest())).all();
    Map<TopicPartition, ListOffsetsResultInfo> start = calls.await(starts);
    Map<TopicPartition, ListOffsetsResultInfo> end = calls.await(ends);
    Map<TopicPartition, MemberDescription> owners = owners(group);
    List<Partition> progress = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      progress.add(
          Partition.of(
              partition,
              owners.get(partition),
              offset == null ? null : offset.offset(),
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

  private static GroupDetails details(
      ConsumerGroupDescription group,
      String topic,
      List<String> topics,
      List<Partition> partitions,
      int leftOut) {
    return new GroupDetails(
        group.groupId(),
        group.groupState().toString(),
        group.type().toString(),
        group.groupEpoch().orElse(null),
        group.targetAssignmentEpoch().orElse(null),
        group.members().stream()
            .map(member -> member(member, topic))
            .sorted(comparing(Member::clientId).thenComparing(Member::memberId))
            .toList(),
        partitions,
        topic,
        topics,
        leftOut);
  }

  static Member member(MemberDescription member, String topic) {
    List<Integer> partitions = partitionsOf(member.assignment().topicPartitions(), topic);
    return new Member(
        member.consumerId(),
        member.clientId(),
        host(member.host()),
        member.memberEpoch().orElse(null),
        partitions,
        member
            .targetAssignment()
            .map(target -> partitionsOf(target.topicPartitions(), topic))
            .orElse(null),
        member.assignment().topicPartitions().size() - partitions.size());
  }

  /** Kafka returns {@code InetAddress.toString()}: an empty host name, a slash, the address. */
  static String host(String host) {
    return host.startsWith("/") ? host.substring(1) : host;
  }

  static List<Integer> partitionsOf(Set<TopicPartition> assigned, String topic) {
    return assigned.stream()
        .filter(partition -> partition.topic().equals(topic))
        .map(TopicPartition::partition)
        .sorted()
        .toList();
  }
}
