package io.paymentdone.console.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.lag.GroupLags;
import io.paymentdone.console.lag.LagTime;
import io.paymentdone.console.lag.Waiting;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupDetailsTests {

  private static final LagTime NONE = new LagTime(0.0, null, null);

  /**
   * A transaction's marker is at the last offset, which a group that has read all never commits.
   */
  @Test
  void nothingWaitsWhereNoRecordIs() {
    assertThat(measured(9, 10, Waiting.NOTHING).lag()).isZero();
    assertThat(measured(9, 10, Waiting.RECORDS).lag()).isEqualTo(1);
    assertThat(measured(9, 10, Waiting.UNKNOWN).lag()).isEqualTo(1);
  }

  @Test
  void anOffsetBeyondTheEndStaysVisible() {
    Partition partition = measured(15, 10, Waiting.NOTHING);

    assertThat(partition.lag()).isEqualTo(-5);
    assertThat(partition.beyondEnd()).isEqualTo(5);
  }

  private static Partition measured(long committed, long end, Waiting waiting) {
    TopicPartition id = new TopicPartition("topic", 0);
    GroupDetails group =
        new GroupDetails(
            "group",
            "Stable",
            "Consumer",
            1,
            1,
            List.of(),
            List.of(Partition.of(id, null, committed, 0, end)),
            "topic",
            List.of("topic"),
            0);
    return group
        .with(new GroupLags.Measured(Map.of(id, NONE), Map.of(id, waiting), NONE))
        .partitions()
        .getFirst();
  }
}
