package io.paymentdone.console.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails.Member;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberAssignment;
import org.apache.kafka.clients.admin.StreamsGroupMemberAssignment.TaskIds;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupSubtopologyDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class OtherGroupsTests {

  @Test
  void explainsEachTypeButThatOfConsumers() {
    assertThat(OtherGroups.note(GroupType.CONSUMER, "consumer")).isNull();
    assertThat(OtherGroups.note(GroupType.CLASSIC, "consumer")).isNull();
    // Only offsets were committed.
    assertThat(OtherGroups.note(GroupType.CLASSIC, "")).isNull();
    assertThat(OtherGroups.note(GroupType.CLASSIC, "connect")).contains("\"connect\"");
    assertThat(OtherGroups.note(GroupType.SHARE, "share")).startsWith("This is a share group");
    assertThat(OtherGroups.note(GroupType.STREAMS, "streams")).startsWith("This is a streams");
    assertThat(OtherGroups.note(GroupType.UNKNOWN, "")).isNotNull();
  }

  @Test
  void showsTheActiveTasksOfAStreamsGroup() {
    StreamsGroupMemberAssignment assignment =
        new StreamsGroupMemberAssignment(
            List.of(new TaskIds("0", List.of(0, 1)), new TaskIds("1", List.of(2))),
            List.of(new TaskIds("0", List.of(2))),
            List.of());
    StreamsGroupMemberDescription member =
        new StreamsGroupMemberDescription(
            "id-1",
            7,
            Optional.empty(),
            Optional.empty(),
            "word-count-1",
            "/127.0.0.1",
            1,
            "process-1",
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(),
            assignment,
            assignment,
            false);

    GroupDetails group =
        OtherGroups.details(
            new StreamsGroupDescription(
                "word-count",
                7,
                7,
                1,
                List.of(
                    new StreamsGroupSubtopologyDescription(
                        "0", List.of("lines"), List.of(), Map.of(), Map.of())),
                List.of(member),
                GroupState.STABLE,
                Node.noNode(),
                Set.of()));

    assertThat(group.type()).isEqualTo("Streams");
    assertThat(group.topics()).containsExactly("lines");
    assertThat(group.topic()).isEqualTo("lines");
    assertThat(group.partitions()).isEmpty();
    assertThat(group.members())
        .containsExactly(new Member("id-1", "word-count-1", "127.0.0.1", 7, List.of(), null, 3));
  }
}
