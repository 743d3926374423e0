package io.paymentdone.console.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.lag.GroupLags;
import io.paymentdone.events.Topics;
import io.paymentdone.web.paging.Page;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.validation.TextRule;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Groups, and the lookup from a user to a partition to a member. */
@RestController
@RequestMapping("/api")
class GroupController {

  private final Groups groups;
  private final GroupLags lags;

  GroupController(Groups groups, GroupLags lags) {
    this.groups = groups;
    this.lags = lags;
  }

  /**
   * The partition of a user and the member that reads it.
   *
   * @param partition of {@code topic}, by Kafka's default hash of the record key
   * @param member client id of the member that owns the partition; null if no member owns it, or if
   *     the group does not read the topic
   * @param topic the topic of the events
   */
  record UserPartition(
      String userId, int partition, @Nullable String member, String groupId, String topic) {
    /** Without what is personal. */
    @Override
    public String toString() {
      return "UserPartition[partition="
          + partition
          + ", member="
          + member
          + ", groupId="
          + groupId
          + ", topic="
          + topic
          + "]";
    }
  }

  @Operation(summary = "All groups, of any type, protocol and client")
  @GetMapping("/groups")
  Page<GroupSummary> groups() {
    List<GroupSummary> all = groups.all();
    all.forEach(group -> lags.asked(group.groupId()));
    return new Page<>(all, null);
  }

  @Operation(summary = "One group: its members, including idle ones, and its lag")
  @GetMapping("/groups/{groupId}")
  GroupDetails group(@PathVariable String groupId) {
    return find(groupId);
  }

  @Operation(summary = "One group of any name, for names that a path cannot hold, such as team/app")
  @GetMapping("/group")
  GroupDetails groupOfAnyName(@RequestParam String id) {
    return find(id);
  }

  private GroupDetails find(String groupId) {
    lags.asked(groupId);
    return groups
        .find(groupId)
        .orElseThrow(() ->
            ProblemException.of(
                ProblemCode.NOT_FOUND, "Kafka knows no consumer group \"" + groupId + "\"."));
  }

  @Operation(summary = "The partition of a user, and the member that reads it")
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
        .map(Partition::ownerClientId)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
