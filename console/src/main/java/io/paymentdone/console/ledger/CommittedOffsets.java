package io.paymentdone.console.ledger;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.group.Groups;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The committed offsets of the group of {@code notification-service}. */
@Component
public class CommittedOffsets {

  private final Groups groups;

  CommittedOffsets(Groups groups) {
    this.groups = groups;
  }

  /**
   * Committed offsets at one moment.
   *
   * @param offsets committed offsets by partition; each record before them is in a feed or a dead
   *     letter
   * @param deadLetterEnds end offsets of the dead-letter topic by partition, read a little later:
   *     all dead letters of records before {@code offsets} are before them
   */
  public record Committed(Map<Integer, Long> offsets, Map<Integer, Long> deadLetterEnds) {}

  /** The current offsets; empty if Kafka does not answer. */
  public Optional<Committed> now() {
    try {
      List<Partition> partitions =
          groups.find(Topics.NOTIFICATION_GROUP).map(GroupDetails::partitions).orElse(List.of());
      Map<Integer, Long> committed = new HashMap<>();
      for (Partition partition : partitions) {
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
