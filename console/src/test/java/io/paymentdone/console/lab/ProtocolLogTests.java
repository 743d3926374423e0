package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.lab.ProtocolsState.ProtocolPartition;
import io.paymentdone.console.lab.ProtocolsState.ReadingSpan;
import io.paymentdone.console.lab.ProtocolsState.Standstill;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is measured of a kill, by a clock that the tests set. */
class ProtocolLogTests {

  private final AtomicLong clock = new AtomicLong();
  private final ProtocolLog log = new ProtocolLog(3, false, clock::get);
  private final ProtocolLog shared = new ProtocolLog(3, true, clock::get);

  @Test
  void measuresTheLongestPauseSinceTheKill() {
    handled(log, 0, 1, 0, 0);
    handled(log, 3_000, 1, 0, 1);
    assertThat(partition(log, 0).gapMs()).isNull();
    at(3_100).killed(1);
    // The dead one comes to the end of what it has in hand.
    handled(log, 3_200, 1, 0, 2);

    assertThat(at(8_200).partitions().getFirst().gapMs()).isEqualTo(5_000);
    handled(log, 13_300, 2, 0, 2);
    handled(log, 13_400, 2, 0, 3);
    clock.set(13_500);

    assertThat(partition(log, 0).gapMs()).isEqualTo(10_100);
  }

  @Test
  void measuresNoPauseThatBeginsLongAfterTheKill() {
    handled(log, 0, 2, 1, 0);
    at(50).killed(1);
    handled(log, 100, 2, 1, 1);
    long late = 50 + ProtocolLog.MEASURED;
    for (long now = 200; now <= late; now += 100) {
      handled(log, now, 2, 1, now);
    }
    handled(log, late + 5_000, 2, 1, 2);
    handled(log, late + 99_000, 2, 1, 3);

    // The pause before the last one began in time.
    assertThat(partition(log, 1).gapMs()).isEqualTo(5_050);
  }

  @Test
  void knowsWhoReadsAPartitionBeforeAndAfterTheKill() {
    handled(log, 100, 1, 0, 0);
    handled(log, 100, 2, 1, 0);
    assertThat(log.isReader(1)).isTrue();
    assertThat(log.isRead()).isFalse();
    handled(log, 100, 3, 2, 0);
    assertThat(log.isRead()).isTrue();
    at(200).killed(1);
    handled(log, 200, 1, 0, 1);

    assertThat(partition(log, 0).before()).containsExactly(1);
    assertThat(partition(log, 0).after()).isEmpty();
    assertThat(partition(log, 1).after()).containsExactly(2);
    assertThat(log.isRead()).isFalse();
    assertThat(log.isReader(1)).isFalse();
    handled(log, 300, 3, 0, 2);

    assertThat(partition(log, 0).before()).containsExactly(1);
    assertThat(partition(log, 0).after()).containsExactly(3);
    assertThat(log.isRead()).isTrue();
    // Nobody reads what was read long ago.
    assertThat(at(301 + ProtocolLog.READING).isRead()).isFalse();
  }

  @Test
  void knowsAllWhoShareAPartition() {
    handled(shared, 100, 4, 0, 0);
    handled(shared, 150, 1, 0, 1);
    clock.set(200);
    shared.killed(1);
    handled(shared, 250, 4, 0, 2);

    assertThat(partition(shared, 0).before()).containsExactly(1, 4);
    assertThat(partition(shared, 0).after()).containsExactly(4);
    assertThat(partition(shared, 0).spans())
        .containsExactly(new ReadingSpan(4, 100, 250), new ReadingSpan(1, 150, 150));
  }

  @Test
  void endsASpanWithALongPause() {
    handled(log, 0, 1, 0, 0);
    handled(log, ProtocolLog.SPAN_PAUSE, 1, 0, 1);
    handled(log, 2 * ProtocolLog.SPAN_PAUSE + 1, 1, 0, 2);

    assertThat(partition(log, 0).spans())
        .containsExactly(
            new ReadingSpan(1, 0, ProtocolLog.SPAN_PAUSE),
            new ReadingSpan(1, 2 * ProtocolLog.SPAN_PAUSE + 1, 2 * ProtocolLog.SPAN_PAUSE + 1));
  }

  @Test
  void keepsTheNewestSpans() {
    for (int n = 0; n <= ProtocolLog.SPANS_MAX; n++) {
      handled(log, 2 * ProtocolLog.SPAN_PAUSE * n, 1, 0, n);
    }

    assertThat(partition(log, 0).spans())
        .hasSize(ProtocolLog.SPANS_MAX)
        .first()
        .returns(2 * ProtocolLog.SPAN_PAUSE, ReadingSpan::fromMs);
  }

  @Test
  void knowsWhoStandsStillThoughItLosesNothing() {
    // As consumers join, everything moves.
    at(0).taken(2, List.of(1));
    log.given(2, List.of(1));
    at(1_000).killed(1);
    at(1_050).taken(1, List.of(0));
    at(11_000).taken(2, List.of(1));
    at(11_020).taken(3, List.of(2));
    assertThat(log.stoodStill()).isEmpty();
    at(11_300).given(2, List.of(0, 1));
    at(11_310).given(3, List.of(2));

    assertThat(log.stoodStill()).containsExactly(2, 3);
    assertThat(partition(log, 0).standstills()).isEmpty();
    assertThat(partition(log, 1).standstills()).containsExactly(new Standstill(2, 11_000, 11_300));
    assertThat(partition(log, 2).standstills()).containsExactly(new Standstill(3, 11_020, 11_310));
  }

  @Test
  void doesNotCountOneThatLosesAPartition() {
    at(0).killed(1);
    at(10).taken(2, List.of(1, 2));
    at(20).given(2, List.of(1));
    log.given(3, List.of(2));

    assertThat(log.stoodStill()).isEmpty();
    assertThat(partition(log, 1).standstills()).hasSize(1);
  }

  @Test
  void keepsAFewStandstills() {
    at(0).killed(1);
    for (int n = 0; n <= ProtocolLog.STANDSTILLS_MAX; n++) {
      log.taken(2, List.of(1));
      log.given(2, List.of(1));
    }

    assertThat(partition(log, 1).standstills()).hasSize(ProtocolLog.STANDSTILLS_MAX);
    assertThat(log.stoodStill()).containsExactly(2);
  }

  @Test
  void countsWhatIsHandledTwiceAndOutOfOrder() {
    log.handled(1, 0, 0, "anna");
    log.handled(1, 0, 2, "anna");
    log.handled(2, 0, 1, "anna");
    log.handled(2, 0, 3, "anna");
    // Another user, another partition, a repetition, and a record of nobody are in order.
    log.handled(2, 0, 5, "bert");
    log.handled(2, 0, 4, "anna");
    log.handled(2, 1, 0, "anna");
    log.handled(3, 0, 2, "anna");
    log.handled(3, 0, 2, "anna");
    log.handled(3, 1, 2, null);
    log.handled(3, 1, 1, null);

    assertThat(log.handled()).isEqualTo(9);
    assertThat(log.handledTwice()).isEqualTo(1);
    assertThat(log.outOfOrder()).isEqualTo(1);
  }

  @Test
  void keepsNoUserBeyondItsLimit() {
    for (int n = 0; n < ProtocolLog.USERS_MAX; n++) {
      log.handled(1, 0, n, "user" + n);
    }
    log.handled(1, 0, 1_001, "one-too-many");
    log.handled(1, 0, 1_000, "one-too-many");
    assertThat(log.outOfOrder()).isZero();
    log.handled(1, 0, 1_003, "user7");
    log.handled(1, 0, 1_002, "user7");

    assertThat(log.outOfOrder()).isEqualTo(1);
  }

  @Test
  void countsNoPartitionThatOthersAdd() {
    log.handled(1, 3, 0, "anna");
    at(0).killed(1);
    log.taken(2, List.of(3));
    log.given(2, List.of(3));

    assertThat(log.handled()).isZero();
    assertThat(log.stoodStill()).isEmpty();
  }

  private ProtocolLog at(long now) {
    clock.set(now);
    return log;
  }

  private void handled(ProtocolLog where, long now, int consumer, int partition, long offset) {
    clock.set(now);
    where.handled(consumer, partition, offset, null);
  }

  private static ProtocolPartition partition(ProtocolLog where, int number) {
    return where.partitions().get(number);
  }
}
