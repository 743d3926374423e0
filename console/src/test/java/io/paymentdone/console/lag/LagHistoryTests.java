package io.paymentdone.console.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class LagHistoryTests {

  private static final Instant START = Instant.parse("2026-11-30T08:00:00Z");

  private final LagHistory history = new LagHistory();

  @Test
  void hasNoTrendBeforeTenSeconds() {
    assertThat(observe(9, second -> 100L * second, second -> second))
        .isEqualTo(new LagTime(9.0, null, null));
    assertThat(observe(10, second -> 100L * second, second -> second).trend())
        .isEqualTo(Trend.GROWING);
  }

  @Test
  void tellsWhenAShrinkingLagIsDone() {
    // 10 records a second fewer, 100 left.
    LagTime lag = observe(30, second -> 400 - 10L * second, second -> 20);

    assertThat(lag.trend()).isEqualTo(Trend.SHRINKING);
    assertThat(lag.catchUpSeconds()).isEqualTo(10.0);
  }

  /** The oldest record of a backlog that was written at once ages until the backlog is read. */
  @Test
  void shrinksByRecordsThoughTheOldestOneAges() {
    LagTime lag = observe(30, second -> 1000 - 20L * second, second -> 60 + second);

    assertThat(lag.seconds()).isEqualTo(90.0);
    assertThat(lag.trend()).isEqualTo(Trend.SHRINKING);
    assertThat(lag.catchUpSeconds()).isEqualTo(20.0);
  }

  @Test
  void growsByAgeWhereAsManyRecordsWait() {
    LagTime lag = observe(30, second -> 1, second -> second);

    assertThat(lag.trend()).isEqualTo(Trend.GROWING);
    assertThat(lag.catchUpSeconds()).isNull();
  }

  /** However old they are: nothing is read. */
  @Test
  void growsWhileNothingIsRead() {
    assertThat(observe(10, second -> 1_000_000, second -> 3_600 + second).trend())
        .isEqualTo(Trend.GROWING);
  }

  @Test
  void shrinksHoweverMuchIsLeft() {
    LagTime lag = observe(30, second -> 1_003_000 - 100L * second, second -> 3_600);

    assertThat(lag.trend()).isEqualTo(Trend.SHRINKING);
    assertThat(lag.catchUpSeconds()).isEqualTo(10_000.0);
  }

  @Test
  void shrinksByAgeWhereAsManyRecordsWait() {
    // As many records wait, but of a shorter time: one second less in each second.
    LagTime lag = observe(30, second -> 500, second -> 60 - second);

    assertThat(lag.trend()).isEqualTo(Trend.SHRINKING);
    assertThat(lag.catchUpSeconds()).isEqualTo(30.0);
  }

  /** A client commits each five seconds. */
  @Test
  void isSteadyBetweenCommits() {
    assertThat(observe(13, second -> 10L * (second % 5), second -> second % 5).trend())
        .isEqualTo(Trend.STEADY);
    assertThat(observe(33, second -> 10L * (second % 5), second -> second % 5).trend())
        .isEqualTo(Trend.STEADY);
  }

  @Test
  void isSteadyWhileRecordsAreReadAsTheyCome() {
    assertThat(observe(30, second -> 100L * second, second -> 1).trend()).isEqualTo(Trend.STEADY);
  }

  @Test
  void isSteadyOnceNothingWaits() {
    assertThat(
            observe(
                30, second -> Math.max(0, 290 - 10L * second), second -> Math.max(0, 29 - second)))
        .isEqualTo(new LagTime(0.0, Trend.STEADY, null));
  }

  @Test
  void forgetsWhatIsOlderThanThirtySeconds() {
    LagTime lag = observe(90, second -> second < 59 ? 1000L * second : 50_000, second -> 30);

    assertThat(lag.trend()).isEqualTo(Trend.STEADY);
  }

  @Test
  void knowsNothingWithoutAnAge() {
    history.add(START, 10, null);
    history.add(START.plusSeconds(20), 20, null);

    assertThat(history.of(20, null)).isEqualTo(new LagTime(null, null, null));
  }

  private LagTime observe(int seconds, IntToLongFunction records, IntUnaryOperator age) {
    for (int second = 0; second <= seconds; second++) {
      history.add(
          START.plusSeconds(second), records.applyAsLong(second), (double) age.applyAsInt(second));
    }
    return history.of(records.applyAsLong(seconds), (double) age.applyAsInt(seconds));
  }
}
