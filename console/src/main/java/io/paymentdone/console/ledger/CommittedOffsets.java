package io.paymentdone.console.ledger;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.PartitionProgress;
import io.paymentdone.console.group.Groups;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** How far {@code notification-service}'s group has come. */
@Component
public class CommittedOffsets {

  private final Groups groups;

  CommittedOffsets(Groups groups) {
    this.groups = groups;
  }

  /**
   * What the group has committed.
   *
   * @param offsets by partition; what is below them was in the feeds, or a dead letter, by then
   * @param deadLetterEnds by partition of the dead-letter topic, a little later: the dead letters
   *     of what is below {@code offsets} are below them
   */
  public record Committed(Map<Integer, Long> offsets, Map<Integer, Long> deadLetterEnds) {}

  /** The offsets now; empty when Kafka does not tell. */
  public Optional<Committed> now() {
    try {
      List<PartitionProgress> partitions =
          groups.find(Topics.NOTIFICATION_GROUP).map(GroupDetails::partitions).orElse(List.of());
      Map<Integer, Long> committed = new HashMap<>();
      for (PartitionProgress partition : partitions) {
        Long offset = partition.committed();
        if (offset != null) {
          committed.put(partition.partition(), offset);
        }
      }
      return Optional.of(
          new Committed(Map.copyOf(committed), Map.copyOf(groups.ends(Topics.PAYMENT_DONE_DLT))));
    } catch (ProblemException kafkaAway) {
      return Optional.empty();
    }
  }
}
