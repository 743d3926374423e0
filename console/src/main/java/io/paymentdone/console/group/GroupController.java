package io.paymentdone.console.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.events.Topics;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Objects;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Consumer groups, and the way from a user to a partition to a member. */
@RestController
@RequestMapping("/api")
class GroupController {

  private final Groups groups;

  GroupController(Groups groups) {
    this.groups = groups;
  }

  /**
   * Where a user's events go.
   *
   * @param partition of {@code topic}, by Kafka's default hash of the record key
   * @param member client id of the group's member that has the partition; null while none has, and
   *     for a group that does not read the topic
   * @param topic that the events are on
   */
  record UserPartition(
      String userId, int partition, @Nullable String member, String groupId, String topic) {}

  @Operation(summary = "All consumer groups, of any protocol and client")
  @GetMapping("/groups")
  Page<GroupSummary> groups() {
    return new Page<>(groups.all(), null);
  }

  @Operation(summary = "One group: its members, idle ones too, and how far it is")
  @GetMapping("/groups/{groupId}")
  GroupDetails group(@PathVariable String groupId) {
    return find(groupId);
  }

  @Operation(summary = "The same, for names that no path can hold, such as team/app")
  @GetMapping("/group")
  GroupDetails groupOfAnyName(@RequestParam String id) {
    return find(id);
  }

  private GroupDetails find(String groupId) {
    return groups
        .find(groupId)
        .orElseThrow(() ->
            ProblemException.of(
                HttpStatus.NOT_FOUND,
                "not-found",
                "Kafka knows no consumer group \"" + groupId + "\"."));
  }

  @Operation(summary = "The partition of a user's events, and the member that reads it")
  @GetMapping("/partitions")
  UserPartition partition(
      @RequestParam(name = "userId", required = false) @Nullable String parameter,
      @RequestParam(defaultValue = Topics.NOTIFICATION_GROUP) String groupId) {
    String userId = TextRule.userId(parameter);
    int partition =
        BuiltInPartitioner.partitionForKey(userId.getBytes(UTF_8), groups.partitionCount());
    return new UserPartition(
        userId, partition, owner(groupId, partition), groupId, Topics.PAYMENT_DONE);
  }

  private @Nullable String owner(String groupId, int partition) {
    return groups.find(groupId).stream()
        .filter(group -> group.topic().equals(Topics.PAYMENT_DONE))
        .flatMap(group -> group.partitions().stream())
        .filter(progress -> progress.partition() == partition)
        .map(PartitionProgress::ownerClientId)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
