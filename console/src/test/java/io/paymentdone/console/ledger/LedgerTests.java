package io.paymentdone.console.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.ledger.LedgerCounts.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTests {

  private static final Duration SAMPLE = Duration.ofMillis(600);
  private static final int SAMPLES_PER_MINUTE = 100;

  /** A relay, a group and a reader that stand still now and then; copies and dead letters. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverReportsALossThatDidNotHappen(long seed) {
    SimulatedPlatform platform = new SimulatedPlatform(seed);
    platform.poisonous = seed % 2 == 0;
    int known = 0;
    for (int i = 0; i < 5 * SAMPLES_PER_MINUTE; i++) {
      if (i % 20 == 0) {
        platform.relayStands = platform.random.nextInt(5) == 0;
        platform.groupStands = platform.random.nextInt(4) == 0;
        platform.consoleStands = platform.random.nextInt(5) == 0;
        platform.kafkaSilent = platform.random.nextInt(8) == 0;
        platform.wholePeriodMillis = 200 + platform.random.nextInt(25_000);
      }
      platform.run(SAMPLE, 200);
      LedgerCounts counts = platform.ledger.count();
      assertIsSo(counts);
      known += counts.lost() == null ? 0 : 1;
    }
    assertThat(known).isGreaterThan(2 * SAMPLES_PER_MINUTE);

    platform.relayStands = false;
    platform.groupStands = false;
    platform.consoleStands = false;
    platform.kafkaSilent = false;
    platform.run(Duration.ofSeconds(60), 0);
    platform.ledger.count();
    platform.run(SAMPLE, 0);
    LedgerCounts end = platform.ledger.count();
    assertIsSo(end);
    assertThat(end.accepted()).isEqualTo(platform.accepted());
    assertThat(end.onTopic()).isEqualTo(platform.accepted() - end.rejected());
    assertThat(end.inFeeds()).isEqualTo(end.onTopic());
    assertThat(end.lost()).isZero();
    assertThat(end.note()).isNull();
    assertThat(end.notInFeeds()).isZero();
    assertThat(end.onTheWay()).isZero();
    // All that was accepted is final by then.
    assertThat(end.acceptedUntil()).isAfterOrEqualTo(end.acceptedAt());
  }

  /** The feeds are counted each 25 s, and what arrives meanwhile is in the sum of accepted ones. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 5, 7})
  void saysForOneMomentHowManyAreOnTheWay(long seed) {
    SimulatedPlatform platform = new SimulatedPlatform(seed);
    platform.feedPeriodMillis = 4_000;
    int known = 0;
    int onTheWay = 0;
    for (int i = 0; i < 5 * SAMPLES_PER_MINUTE; i++) {
      if (i % 20 == 0) {
        platform.relayStands = platform.random.nextInt(4) == 0;
        platform.groupStands = platform.random.nextInt(3) == 0;
        platform.wholePeriodMillis = 200 + platform.random.nextInt(25_000);
      }
      platform.run(SAMPLE, 200);
      LedgerCounts counts = platform.ledger.count();
      Instant until = counts.acceptedUntil();
      Instant at = counts.notInFeedsAt();
      if (until != null && at != null) {
        assertThat(counts.notInFeeds()).as("%s", counts).isEqualTo(platform.notInFeeds(until, at));
        assertThat(until)
            .isAfter(platform.instant().minusSeconds(60))
            .isBefore(at.minus(SimulatedPlatform.CLOCK_AHEAD));
        known++;
        onTheWay += platform.notInFeeds(until, at) > 0 ? 1 : 0;
      }
      if (counts.onTheWay() != null) {
        assertThat(counts.onTheWay()).as("%s", counts).isEqualTo(counts.notInFeeds());
      }
    }
    assertThat(known).isGreaterThan(4 * SAMPLES_PER_MINUTE);
    assertThat(onTheWay).isGreaterThan(SAMPLES_PER_MINUTE / 2);
  }

  @Test
  void countsNoLostPaymentAsOnTheWay() {
    SimulatedPlatform platform = new SimulatedPlatform(1);
    sample(platform, 3 * SAMPLES_PER_MINUTE, 20);
    SimulatedPlatform.add(platform.feed, platform.instant().minusSeconds(100), -1, -1);

    LedgerCounts last = sample(platform, SAMPLES_PER_MINUTE, 20).getLast();

    assertThat(last.notInFeeds()).isEqualTo(1);
    assertThat(last.onTheWay()).isZero();
  }

  @Test
  void doesNotSayHowManyAreOnTheWayBeforeASliceIsOver() {
    SimulatedPlatform platform = new SimulatedPlatform(1);

    List<LedgerCounts> samples = sample(platform, 20, 200);

    assertThat(samples).extracting(LedgerCounts::notInFeeds).containsOnlyNulls();
    assertThat(samples.getLast().accepted()).isPositive();
  }

  private static void assertIsSo(LedgerCounts counts) {
    assertThat(counts.lost()).as("%s", counts).isIn(null, 0L);
    assertThat(counts.twice()).as("%s", counts).isIn(null, 0L);
    assertThat(counts.outOfOrder()).as("%s", counts).isIn(null, 0L);
    assertThat(counts.withoutPayment()).as("%s", counts).isZero();
    assertThat(counts.accepted()).as("%s", counts).isGreaterThanOrEqualTo(counts.onTopic());
    assertThat(counts.onTopic()).as("%s", counts).isGreaterThanOrEqualTo(counts.inFeeds());
  }

  /** One entry of the newest, of some old one; the last with the slowest counts there are. */
  @ParameterizedTest
  @CsvSource({"0, 4000, 200", "30, 4000, 200", "200, 15000, 200", "0, 4000, 20", "240, 25000, 20"})
  void findsALostPaymentWithinAMinute(int secondsAgo, int periodMillis, int rate) {
    SimulatedPlatform platform = new SimulatedPlatform(1);
    platform.wholePeriodMillis = periodMillis;
    sample(platform, 5 * SAMPLES_PER_MINUTE, rate);
    Instant at = platform.instant().minusSeconds(secondsAgo + 1L);

    SimulatedPlatform.add(platform.feed, at, -1, -1);
    List<LedgerCounts> samples = sample(platform, SAMPLES_PER_MINUTE, rate);

    LedgerCounts last = samples.getLast();
    assertThat(last.lost()).isEqualTo(1);
    assertThat(last.lostState()).isEqualTo(State.CONFIRMED);
    assertThat(last.lostIn())
        .singleElement()
        .satisfies(lost -> {
          assertThat(lost.from()).isBeforeOrEqualTo(at);
          assertThat(lost.to()).isAfter(at);
        });
    assertThat(last.twice()).isZero();
    assertThat(samples).extracting(LedgerCounts::lost).containsOnly(0L, 1L);
    sample(platform, SAMPLES_PER_MINUTE, rate)
        .forEach(counts -> assertThat(counts.lost()).isEqualTo(1));
  }

  @Test
  void findsADuplicateEntryWithinAMinute() {
    SimulatedPlatform platform = new SimulatedPlatform(1);
    sample(platform, 3 * SAMPLES_PER_MINUTE, 200);

    SimulatedPlatform.add(platform.feed, platform.instant().minusSeconds(100), 1, 0);
    LedgerCounts last = sample(platform, SAMPLES_PER_MINUTE, 200).getLast();

    assertThat(last.twice()).isEqualTo(1);
    assertThat(last.twiceState()).isEqualTo(State.CONFIRMED);
    assertThat(last.lost()).isZero();
  }

  @Test
  void reportsALostPaymentOnlyAfterASecondCount() {
    SimulatedPlatform platform = new SimulatedPlatform(1);
    sample(platform, SAMPLES_PER_MINUTE, 0);
    sample(platform, 10, 100);
    sample(platform, SAMPLES_PER_MINUTE, 0);
    SimulatedPlatform.add(platform.feed, platform.instant().minusSeconds(61), -1, -1);

    List<LedgerCounts> samples = sample(platform, 20, 0);

    LedgerCounts first =
        samples.stream().filter(counts -> counts.suspected() == 1).findFirst().orElseThrow();
    assertThat(first.lost()).isZero();
    assertThat(first.lostState()).isEqualTo(State.COUNTING);
    assertThat(first.note())
        .isEqualTo("1 not found in a feed; the next count confirms or withdraws this.");
    assertThat(samples.getLast().lost()).isEqualTo(1);
  }

  @Test
  void countsNoForgedEventAsAPayment() {
    SimulatedPlatform platform = new SimulatedPlatform(1);
    sample(platform, SAMPLES_PER_MINUTE, 20);
    platform.forge();
    sample(platform, SAMPLES_PER_MINUTE, 20);
    LedgerCounts last = sample(platform, 20, 0).getLast();

    assertThat(last.onTopic()).isEqualTo(platform.accepted());
    assertThat(last.inFeeds()).isEqualTo(platform.accepted());
    assertThat(last.withoutPayment()).isEqualTo(1);
    assertThat(last.note()).isEqualTo("1 on the topic belong to no accepted payment.");
    assertThat(last.lost()).isZero();
  }

  @Test
  void reportsSinceWhenAndWhyCountsAreUnknown() {
    SimulatedPlatform platform = new SimulatedPlatform(1);
    sample(platform, SAMPLES_PER_MINUTE, 20);
    platform.kafkaSilent = true;

    LedgerCounts silent = sample(platform, 10, 20).getLast();

    assertThat(silent.lost()).isNull();
    assertThat(silent.lostState()).isEqualTo(State.UNKNOWN);
    assertThat(silent.note())
        .isEqualTo(
            "Kafka has not reported the committed offsets of the group since"
                + " 2026-11-22T12:01:00Z.");
  }

  private static List<LedgerCounts> sample(SimulatedPlatform platform, int samples, int rate) {
    return Stream.generate(
            () -> {
              platform.run(SAMPLE, rate);
              return platform.ledger.count();
            })
        .limit(samples)
        .toList();
  }
}
