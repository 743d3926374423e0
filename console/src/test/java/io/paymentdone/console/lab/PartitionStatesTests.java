package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.lab.LabGroup.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionStatesTests {

  @Test
  void endsWhereWasCommittedAfterTheEndsWereTold() {
    View view = new View(Instant.EPOCH, Map.of(), Map.of(0, 69L), Map.of(0, 0L), Map.of(0, 68L));

    assertThat(PartitionStates.of(List.of(0L), view, Map.of(), partition -> 0))
        .singleElement()
        .satisfies(state -> {
          assertThat(state.end()).isEqualTo(69);
          assertThat(state.lag()).isZero();
        });
    assertThat(PartitionStates.onTopic(List.of(0L), view)).isEqualTo(69);
  }
}
