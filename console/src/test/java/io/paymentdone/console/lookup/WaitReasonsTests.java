package io.paymentdone.console.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.group.GroupDetails.Partition;
import io.paymentdone.console.rebalances.Rebalance;
import io.paymentdone.console.rebalances.Rebalance.Move;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitReasonsTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void namesTheRebalanceInWhichThePartitionHadNoOwner() {
    List<Rebalance> rebalances =
        List.of(rebalance("other-partition", 2, 0, 9), rebalance("r1", 1, 0, 10));

    assertThat(WaitReasons.gap(rebalances, 1, NOON.plusSeconds(4), NOON.plusSeconds(11)))
        .hasValue("Partition 1 had no reader for 10.0 s: rebalance r1.");
  }

  @Test
  void namesTheLongestOfSeveralGaps() {
    List<Rebalance> rebalances =
        List.of(rebalance("short", 1, 11, 12), rebalance("long", 1, 0, 10));

    assertThat(WaitReasons.gap(rebalances, 1, NOON, NOON.plusSeconds(13)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("long"));
  }

  @Test
  void doesNotBlameAGapBeforeOrAfter() {
    List<Rebalance> rebalances = List.of(rebalance("r1", 1, 0, 10));

    assertThat(WaitReasons.gap(rebalances, 1, NOON.plusSeconds(10), NOON.plusSeconds(11)))
        .isEmpty();
    assertThat(WaitReasons.gap(rebalances, 1, NOON.minusSeconds(5), NOON)).isEmpty();
  }

  @Test
  void describesWhatAPaymentWaitsFor() {
    assertThat(WaitReasons.now(new Partition(1, null, null, 5L, 9, 4, "payment-done", 0, 0, 0), 7))
        .isEqualTo("The payment waits: partition 1 has no reader now.");
    assertThat(
            WaitReasons.now(
                new Partition(1, "m", "service-1", 5L, 9, 4, "payment-done", 0, 0, 0), 7))
        .isEqualTo("The payment waits: 2 payments are ahead of it in partition 1.");
    assertThat(
            WaitReasons.now(
                new Partition(1, "m", "service-1", 7L, 9, 2, "payment-done", 0, 0, 0), 7))
        .isEqualTo("The payment waits for service-1, which reads partition 1.");
  }

  private static Rebalance rebalance(String id, int partition, int released, int taken) {
    Instant from = NOON.plusSeconds(released);
    Instant to = NOON.plusSeconds(taken);
    return new Rebalance(
        id,
        "notification-service",
        from,
        to,
        true,
        false,
        List.of(),
        1,
        2,
        3,
        2,
        List.of(),
        List.of(
            new Move(
                partition,
                "service-1",
                "service-2",
                from,
                to,
                1000L * (taken - released),
                null,
                0,
                "id-1",
                "id-2")),
        List.of(),
        1000L * (taken - released),
        null,
        List.of(),
        false);
  }
}
