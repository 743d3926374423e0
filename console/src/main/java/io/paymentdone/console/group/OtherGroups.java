package io.paymentdone.console.group;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.paymentdone.console.group.GroupDetails.Member;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Groups that are no consumer groups: what they are, and what their coordinators report. */
final class OtherGroups {

  private static final String CONSUMERS = "consumer";

  private OtherGroups() {}

  /** What a group is and what is shown of it, in one sentence; null for a consumer group. */
  static @Nullable String note(GroupType type, String protocol) {
    return switch (type) {
      case CONSUMER -> null;
      case CLASSIC ->
          protocol.isEmpty() || protocol.equals(CONSUMERS)
              ? null
              : "This is a group of the classic protocol, but not of consumers (its protocol is \""
                  + protocol
                  + "\"; Kafka Connect has such groups): the page shows its state and its members.";
      case SHARE ->
          "This is a share group: several members take records of the same partition at a time and"
              + " acknowledge each one by itself, so there are no owners, no committed offsets and"
              + " no lag, and the page shows its state, its members and the partitions that they"
              + " share.";
      case STREAMS ->
          "This is a streams group: its members are instances of a Kafka Streams application, to"
              + " which the broker assigns tasks in place of partitions, so the page shows its"
              + " state and its members with the number of their active tasks.";
      case UNKNOWN ->
          "The console does not know groups of this type: the page shows that the group exists.";
    };
  }

  /** One group of another type; empty if Kafka does not know it. */
  static Optional<GroupDetails> find(KafkaCalls calls, Admin admin, String groupId) {
    List<String> one = List.of(groupId);
    var share = admin.describeShareGroups(one).describedGroups();
    var streams = admin.describeStreamsGroups(one).describedGroups();
    var classic = admin.describeClassicGroups(one).describedGroups();
    return await(calls, requireNonNull(share.get(groupId)))
        .filter(group -> group.groupState() != GroupState.DEAD)
        .map(OtherGroups::details)
        .or(() ->
            await(calls, requireNonNull(streams.get(groupId)))
                .filter(group -> group.groupState() != GroupState.DEAD)
                .map(OtherGroups::details))
        .or(() ->
            await(calls, requireNonNull(classic.get(groupId)))
                .filter(group -> group.state() != ClassicGroupState.DEAD)
                .map(OtherGroups::details));
  }

  private static <T> Optional<T> await(KafkaCalls calls, KafkaFuture<T> description) {
    try {
      return Optional.of(calls.awaitOrFail(description));
    } catch (ExecutionException e) {
      if (isOfAnotherType(e)) {
        return Optional.empty();
      }
      throw KafkaCalls.unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  /**
   * Whether the coordinator knows no group of this name and of the type that was asked for. The
   * client throws an IllegalArgumentException for a classic group that has no consumers, and a
   * broker of an old version knows fewer types.
   */
  static boolean isOfAnotherType(ExecutionException e) {
    return e.getCause() instanceof GroupIdNotFoundException
        || e.getCause() instanceof IllegalArgumentException
        || e.getCause() instanceof UnsupportedVersionException;
  }

  static GroupDetails details(ShareGroupDescription group) {
    Set<String> topics =
        group.members().stream()
            .flatMap(member -> member.assignment().topicPartitions().stream())
            .map(TopicPartition::topic)
            .collect(Collectors.toSet());
    String topic = Groups.shown(new TreeSet<>(topics));
    return details(
        group.groupId(),
        group.groupState().toString(),
        GroupType.SHARE,
        "",
        group.groupEpoch(),
        group.targetAssignmentEpoch(),
        group.members().stream().map(member -> member(member, topic)).toList(),
        topic,
        topics);
  }

  private static Member member(ShareMemberDescription member, String topic) {
    Set<TopicPartition> assigned = member.assignment().topicPartitions();
    List<Integer> partitions = Groups.partitionsOf(assigned, topic);
    return new Member(
        member.consumerId(),
        member.clientId(),
        Groups.host(member.host()),
        member.memberEpoch(),
        partitions,
        null,
        assigned.size() - partitions.size());
  }

  static GroupDetails details(StreamsGroupDescription group) {
    Set<String> topics =
        group.subtopologies().stream()
            .flatMap(subtopology -> subtopology.sourceTopics().stream())
            .collect(Collectors.toSet());
    return details(
        group.groupId(),
        group.groupState().toString(),
        GroupType.STREAMS,
        "",
        group.groupEpoch(),
        group.targetAssignmentEpoch(),
        group.members().stream().map(OtherGroups::member).toList(),
        Groups.shown(new TreeSet<>(topics)),
        topics);
  }

  private static Member member(StreamsGroupMemberDescription member) {
    return new Member(
        member.memberId(),
        member.clientId(),
        Groups.host(member.clientHost()),
        member.memberEpoch(),
        List.of(),
        null,
        member.assignment().activeTasks().stream()
            .mapToInt(tasks -> tasks.partitions().size())
            .sum());
  }

  /** Members of other classic protocols have assignments that only those protocols can read. */
  private static GroupDetails details(ClassicGroupDescription group) {
    String topic = Groups.shown(new TreeSet<>());
    return details(
        group.groupId(),
        group.state().toString(),
        GroupType.CLASSIC,
        group.protocol(),
        null,
        null,
        group.members().stream().map(member -> Groups.member(member, topic)).toList(),
        topic,
        Set.of());
  }

  private static GroupDetails details(
      String groupId,
      String state,
      GroupType type,
      String protocol,
      @Nullable Integer groupEpoch,
      @Nullable Integer assignmentEpoch,
      Collection<Member> members,
      String topic,
      Set<String> topics) {
    return new GroupDetails(
        groupId,
        state,
        type.toString(),
        groupEpoch,
        assignmentEpoch,
        members.stream()
            .sorted(comparing(Member::clientId).thenComparing(Member::memberId))
            .toList(),
        List.of(),
        topic,
        topics.stream().sorted().toList(),
        0,
        null,
        null,
        null,
        note(type, protocol));
  }
}
