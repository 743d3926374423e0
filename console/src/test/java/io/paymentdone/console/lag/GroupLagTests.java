package io.paymentdone.console.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupLagTests {

  private static final Instant START = Instant.parse("2026-11-30T08:00:00Z");
  private static final TopicPartition FIRST = new TopicPartition("orders", 0);
  private static final TopicPartition SECOND = new TopicPartition("orders", 1);

  private final GroupLag lag = new GroupLag();

  @BeforeEach
  void isShown() {
    lag.shown(START);
  }

  @Test
  void isZeroWhereNothingWaitsAndUnknownWhereNothingWasRead() {
    GroupLags.Measured measured = observe(0, unread(FIRST, 5, 5), unread(SECOND, 5, 6));

    assertThat(seconds(measured, FIRST)).isZero();
    assertThat(seconds(measured, SECOND)).isNull();
    assertThat(measured.total().seconds()).isNull();
  }

  @Test
  void isTheAgeOfTheOldestRecordNow() {
    observe(0, unread(FIRST, 5, 8), unread(SECOND, 5, 8));
    read(0, Map.of(unread(FIRST, 5, 8), at(-3), unread(SECOND, 5, 8), at(-7)));

    GroupLags.Measured measured = observe(1, unread(FIRST, 5, 9), unread(SECOND, 5, 8));

    assertThat(seconds(measured, FIRST)).isEqualTo(4.0);
    assertThat(seconds(measured, SECOND)).isEqualTo(8.0);
    assertThat(measured.total().seconds()).isEqualTo(8.0);
    assertThat(lag.seconds(START.plusSeconds(1))).isEqualTo(8.0);
    assertThat(lag.records(START.plusSeconds(1))).isEqualTo(7L);
  }

  @Test
  void isZeroForARecordOfAProducerWhoseClockIsAhead() {
    observe(0, unread(FIRST, 5, 8));
    read(0, Map.of(unread(FIRST, 5, 8), at(60)));

    assertThat(seconds(observe(1, unread(FIRST, 5, 8)), FIRST)).isZero();
  }

  /** The last offsets may be a transaction's marker, which nobody commits. */
  @Test
  void isZeroWhereOnlyOffsetsWithoutARecordWait() {
    observe(0, unread(FIRST, 5, 6));
    read(0, Map.of(unread(FIRST, 5, 6), new Oldest(null)));

    GroupLags.Measured measured = observe(1, unread(FIRST, 5, 6));
    assertThat(seconds(measured, FIRST)).isZero();
    assertThat(measured.waiting()).containsExactly(entry(FIRST, Waiting.NOTHING));
    assertThat(lag.records(START.plusSeconds(1))).isZero();
    lag.shown(START.plusSeconds(3));
    assertThat(lag.due(START.plusSeconds(3))).isEmpty();
    observe(3, unread(FIRST, 5, 7));
    assertThat(lag.due(START.plusSeconds(3))).containsExactly(unread(FIRST, 5, 7));
  }

  @Test
  void knowsWhetherARecordWaitsOnceTheOffsetsWereRead() {
    GroupLags.Measured before = observe(0, unread(FIRST, 5, 8), unread(SECOND, 8, 8));
    assertThat(before.waiting())
        .containsOnly(entry(FIRST, Waiting.UNKNOWN), entry(SECOND, Waiting.NOTHING));
    read(0, Map.of(unread(FIRST, 5, 8), at(-3)));

    assertThat(observe(1, unread(FIRST, 5, 9)).waiting())
        .containsExactly(entry(FIRST, Waiting.RECORDS));
    assertThat(observe(2, unread(FIRST, 6, 9)).waiting())
        .containsExactly(entry(FIRST, Waiting.UNKNOWN));
  }

  @Test
  void isUnknownForAnOffsetBeyondTheEnd() {
    assertThat(seconds(observe(0, unread(FIRST, 9, 5)), FIRST)).isNull();
    assertThat(lag.due(START)).isEmpty();
    assertThat(lag.records(START)).isZero();
  }

  @Test
  void keepsAnAgeAShortTimeAfterTheGroupHasCommitted() {
    observe(0, unread(FIRST, 5, 8));
    read(0, Map.of(unread(FIRST, 5, 8), at(-3)));

    assertThat(seconds(observe(1, unread(FIRST, 6, 8)), FIRST)).isEqualTo(3.0);
    assertThat(seconds(observe(15, unread(FIRST, 7, 8)), FIRST)).isEqualTo(3.0);
    assertThat(seconds(observe(16, unread(FIRST, 7, 8)), FIRST)).isNull();
  }

  @Test
  void readsTheRecordAgainAfterHalfAMinute() {
    observe(0, unread(FIRST, 5, 8));
    read(0, Map.of(unread(FIRST, 5, 8), at(-3)));

    observe(30, unread(FIRST, 5, 8));
    lag.shown(START.plusSeconds(31));
    assertThat(lag.due(START.plusSeconds(31))).isEmpty();

    assertThat(seconds(observe(31, unread(FIRST, 5, 8)), FIRST)).isEqualTo(34.0);
    assertThat(lag.due(START.plusSeconds(31))).containsExactly(unread(FIRST, 5, 8));
  }

  @Test
  void readsAtMostEachTwoSecondsForAPage() {
    observe(0, unread(FIRST, 5, 8));
    assertThat(lag.due(START)).containsExactly(unread(FIRST, 5, 8));
    observe(1, unread(FIRST, 6, 8));
    assertThat(lag.due(START.plusSeconds(1))).isEmpty();
    assertThat(lag.due(START.plusSeconds(2))).containsExactly(unread(FIRST, 6, 8));
  }

  @Test
  void readsAtMostEachTenSecondsForMetricsAndNothingForNobody() {
    observe(100, unread(FIRST, 5, 8));
    assertThat(lag.due(START.plusSeconds(100))).isEmpty();

    lag.asked(START.plusSeconds(100));
    assertThat(lag.due(START.plusSeconds(100))).containsExactly(unread(FIRST, 5, 8));
    observe(109, unread(FIRST, 6, 8));
    assertThat(lag.due(START.plusSeconds(109))).isEmpty();
    assertThat(lag.due(START.plusSeconds(110))).containsExactly(unread(FIRST, 6, 8));
    observe(400, unread(FIRST, 7, 8));
    assertThat(lag.due(START.plusSeconds(400))).isEmpty();
  }

  @Test
  void isUnknownOnceTheGroupIsNoLongerPolled() {
    observe(0, unread(FIRST, 5, 5));

    assertThat(lag.seconds(START.plusSeconds(29))).isZero();
    assertThat(lag.seconds(START.plusSeconds(30))).isNull();
    assertThat(lag.records(START.plusSeconds(30))).isNull();
  }

  @Test
  void forgetsPartitionsThatTheGroupNoLongerReads() {
    observe(0, unread(FIRST, 5, 5), unread(SECOND, 5, 6));

    assertThat(observe(1, unread(FIRST, 5, 5)).total().seconds()).isZero();
    assertThat(lag.due(START.plusSeconds(1))).isEmpty();
  }

  private GroupLags.Measured observe(int second, Unread... unread) {
    return lag.observe(List.of(unread), START.plusSeconds(second));
  }

  private void read(int second, Map<Unread, Oldest> found) {
    lag.read(lag.due(START.plusSeconds(second)), found, START.plusSeconds(second));
  }

  private static Unread unread(TopicPartition partition, long from, long end) {
    return new Unread(partition, from, end);
  }

  private static Oldest at(int second) {
    return new Oldest(START.plusSeconds(second));
  }

  private static @Nullable Double seconds(GroupLags.Measured measured, TopicPartition partition) {
    LagTime time = measured.partitions().get(partition);
    return time == null ? null : time.seconds();
  }
}
