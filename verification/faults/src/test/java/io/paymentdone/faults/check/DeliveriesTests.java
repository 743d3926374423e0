package io.paymentdone.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.GroupEvent;
import io.paymentdone.events.GroupEvent.Kind;
import io.paymentdone.events.PartitionProgress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A redelivery is seen, and an unreported record does not count as delivered once. */
class DeliveriesTests {

  @Test
  void countsEachRecordOnce() {
    Deliveries deliveries =
        Deliveries.of(List.of(reported(0, 9, 10), reported(0, 14, 5), reported(1, 3, 4)));

    assertThat(deliveries).isEqualTo(new Deliveries(19, 0, 0));
    assertThat(deliveries.areSingle()).isTrue();
  }

  @Test
  void seesRecordsThatAnotherMemberHandledBefore() {
    Deliveries deliveries = Deliveries.of(List.of(reported(0, 99, 100), reported(0, 109, 12)));

    assertThat(deliveries).isEqualTo(new Deliveries(110, 2, 0));
    assertThat(deliveries.areSingle()).isFalse();
  }

  @Test
  void seesRecordsWithinWhatWasHandledBefore() {
    Deliveries deliveries = Deliveries.of(List.of(reported(0, 99, 100), reported(0, 59, 10)));

    assertThat(deliveries).isEqualTo(new Deliveries(100, 10, 0));
  }

  @Test
  void doesNotTakeSilenceForSingleDelivery() {
    assertThat(Deliveries.of(List.of()).areSingle()).isFalse();
    Deliveries deliveries = Deliveries.of(List.of(reported(0, 9, 10), reported(0, 29, 10)));

    assertThat(deliveries).isEqualTo(new Deliveries(20, 0, 10));
    assertThat(deliveries.areSingle()).isFalse();
  }

  private static GroupEvent reported(int partition, long lastOffset, int count) {
    return new GroupEvent(
        Kind.PROGRESS,
        "group",
        "member",
        "client",
        List.of(new PartitionProgress(partition, lastOffset, count, 1L)));
  }
}
