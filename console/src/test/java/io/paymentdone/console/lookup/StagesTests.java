package io.paymentdone.console.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.lookup.PaymentTrace.Stage;
import io.paymentdone.console.lookup.PaymentTrace.StageName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StagesTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Stages stages = new Stages();

  @Test
  void inventsNoTimeAndMeasuresAcrossAStageWithoutOne() {
    stages.add(StageName.ACCEPTED, NOON, "payment-service");
    stages.addUntimed(StageName.COMMITTED, NOON.plusMillis(30), "PostgreSQL");
    stages.add(StageName.ON_THE_TOPIC, NOON.plusMillis(30), "relay");

    assertThat(stages.inOrder())
        .containsExactly(
            new Stage(StageName.ACCEPTED, NOON, null, "payment-service", 0L),
            new Stage(StageName.COMMITTED, null, NOON.plusMillis(30), "PostgreSQL", null),
            new Stage(StageName.ON_THE_TOPIC, NOON.plusMillis(30), null, "relay", 30L));
    assertThat(stages.tookMillis()).isEqualTo(30);
  }

  @Test
  void takesAClockThatIsBehindForNoTime() {
    stages.add(StageName.ACCEPTED, NOON, "payment-service");
    stages.add(StageName.ON_THE_TOPIC, NOON.minusMillis(5), "relay");

    assertThat(stages.inOrder().getLast().sinceLastMillis()).isZero();
    assertThat(stages.tookMillis()).isZero();
  }
}
