package io.paymentdone.notification.groupevents;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.events.group.PartitionProgress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberLogTests {

  private final MemberLog log = new MemberLog("group", "member-1", 2);

  @Test
  void reportsRecordsHandledSinceTheLastEvent() {
    log.assigned("m", Set.of(0, 2));
    log.handled(2, 10, 3, 40);
    log.handled(2, 12, 2, 25);

    assertThat(log.takeProgress().partitions())
        .containsExactly(
            new PartitionProgress(0, null, 0, null), new PartitionProgress(2, 12L, 5, 40L));
    assertThat(log.takeProgress().partitions())
        .containsExactly(
            new PartitionProgress(0, null, 0, null), new PartitionProgress(2, 12L, 0, null));
  }

  @Test
  void reportsTheLastProgressWithTheRevocation() {
    log.assigned("m", Set.of(1));
    log.handled(1, 7, 1, 5);
    log.removed(Kind.REVOKED, Set.of(1));

    assertThat(log.queue())
        .extracting(GroupEvent::kind)
        .containsExactly(Kind.ASSIGNED, Kind.REVOKED);
    assertThat(List.copyOf(log.queue()).getLast().partitions())
        .containsExactly(new PartitionProgress(1, 7L, 1, 5L));
    assertThat(log.takeProgress().partitions()).isEmpty();
  }

  @Test
  void reportsWhyNothingIsReceivedUntilABatchSucceeds() {
    log.assigned("m", Set.of(0));
    log.failed("database: lock");
    assertThat(log.takeProgress().trouble()).isEqualTo("database: lock");
    assertThat(log.takeProgress().trouble()).isEqualTo("database: lock");

    log.handled(0, 7, 1, 5);

    assertThat(log.takeProgress().trouble()).isNull();
  }

  @Test
  void hasNoTroubleWithoutPartitions() {
    log.assigned("m", Set.of(0));
    log.failed("database: lock");

    log.removed(Kind.REVOKED, Set.of(0));

    assertThat(log.takeProgress().trouble()).isNull();
  }

  @Test
  void dropsEventsInsteadOfWaitingWhenTheQueueIsFull() {
    // Fails by timeout when a full queue blocks the rebalance callback.
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (int rebalance = 0; rebalance < 1_000; rebalance++) {
            log.assigned("m", Set.of(0));
            log.removed(Kind.REVOKED, Set.of(0));
          }
        });

    assertThat(log.queue()).hasSize(2);
    assertThat(log.dropped()).isEqualTo(1_998);
  }
}
