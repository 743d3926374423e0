package io.paymentdone.console.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.ledger.Ledger.Counts;
import io.paymentdone.console.ledger.Ledger.State;
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
  void neverClaimsWhatIsNotSo(long seed) {
    World world = new World(seed);
    world.poisonous = seed % 2 == 0;
    int known = 0;
    for (int i = 0; i < 5 * SAMPLES_PER_MINUTE; i++) {
      if (i % 20 == 0) {
        world.relayStands = world.random.nextInt(5) == 0;
        world.groupStands = world.random.nextInt(4) == 0;
        world.consoleStands = world.random.nextInt(5) == 0;
        world.kafkaSilent = world.random.nextInt(8) == 0;
        world.wholePeriodMillis = 200 + world.random.nextInt(25_000);
      }
      world.run(SAMPLE, 200);
      Counts counts = world.ledger.count();
      assertIsSo(counts);
      known += counts.lost() == null ? 0 : 1;
    }
    assertThat(known).isGreaterThan(2 * SAMPLES_PER_MINUTE);

    world.relayStands = false;
    world.groupStands = false;
    world.consoleStands = false;
    world.kafkaSilent = false;
    world.run(Duration.ofSeconds(60), 0);
    world.ledger.count();
    world.run(SAMPLE, 0);
    Counts end = world.ledger.count();
    assertIsSo(end);
    assertThat(end.accepted()).isEqualTo(world.accepted());
    assertThat(end.onTopic()).isEqualTo(world.accepted() - end.rejected());
    assertThat(end.inFeeds()).isEqualTo(end.onTopic());
    assertThat(end.lost()).isZero();
    assertThat(end.note()).isNull();
  }

  private static void assertIsSo(Counts counts) {
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
    World world = new World(1);
    world.wholePeriodMillis = periodMillis;
    sample(world, 5 * SAMPLES_PER_MINUTE, rate);
    Instant at = world.instant().minusSeconds(secondsAgo + 1L);

    World.add(world.feed, at, -1, -1);
    List<Counts> samples = sample(world, SAMPLES_PER_MINUTE, rate);

    Counts last = samples.getLast();
    assertThat(last.lost()).isEqualTo(1);
    assertThat(last.lostState()).isEqualTo(State.CONFIRMED);
    assertThat(last.lostIn())
        .singleElement()
        .satisfies(lost -> {
          assertThat(lost.from()).isBeforeOrEqualTo(at);
          assertThat(lost.to()).isAfter(at);
        });
    assertThat(last.twice()).isZero();
    assertThat(samples).extracting(Counts::lost).containsOnly(0L, 1L);
    sample(world, SAMPLES_PER_MINUTE, rate)
        .forEach(counts -> assertThat(counts.lost()).isEqualTo(1));
  }

  @Test
  void findsAnEntryThatIsInTwiceWithinAMinute() {
    World world = new World(1);
    sample(world, 3 * SAMPLES_PER_MINUTE, 200);

    World.add(world.feed, world.instant().minusSeconds(100), 1, 0);
    Counts last = sample(world, SAMPLES_PER_MINUTE, 200).getLast();

    assertThat(last.twice()).isEqualTo(1);
    assertThat(last.twiceState()).isEqualTo(State.CONFIRMED);
    assertThat(last.lost()).isZero();
  }

  @Test
  void showsALostPaymentOnlyWhenALaterCountFindsItToo() {
    World world = new World(1);
    sample(world, SAMPLES_PER_MINUTE, 0);
    sample(world, 10, 100);
    sample(world, SAMPLES_PER_MINUTE, 0);
    World.add(world.feed, world.instant().minusSeconds(61), -1, -1);

    List<Counts> samples = sample(world, 20, 0);

    Counts first =
        samples.stream().filter(counts -> counts.suspected() == 1).findFirst().orElseThrow();
    assertThat(first.lost()).isZero();
    assertThat(first.lostState()).isEqualTo(State.COUNTING);
    assertThat(first.note()).isEqualTo("1 not found in a feed yet; counted again.");
    assertThat(samples.getLast().lost()).isEqualTo(1);
  }

  @Test
  void countsNoForgedEventAsAPayment() {
    World world = new World(1);
    sample(world, SAMPLES_PER_MINUTE, 20);
    world.forge();
    sample(world, SAMPLES_PER_MINUTE, 20);
    Counts last = sample(world, 20, 0).getLast();

    assertThat(last.onTopic()).isEqualTo(world.accepted());
    assertThat(last.inFeeds()).isEqualTo(world.accepted());
    assertThat(last.withoutPayment()).isEqualTo(1);
    assertThat(last.note()).isEqualTo("1 on the topic belong to no accepted payment.");
    assertThat(last.lost()).isZero();
  }

  @Test
  void saysSinceWhenAndWhyItDoesNotKnow() {
    World world = new World(1);
    sample(world, SAMPLES_PER_MINUTE, 20);
    world.kafkaSilent = true;

    Counts silent = sample(world, 10, 20).getLast();

    assertThat(silent.lost()).isNull();
    assertThat(silent.lostState()).isEqualTo(State.UNKNOWN);
    assertThat(silent.note())
        .isEqualTo("Kafka does not tell what the group has read, since 2026-11-22T12:01:00Z.");
  }

  private static List<Counts> sample(World world, int samples, int rate) {
    return Stream.generate(
            () -> {
              world.run(SAMPLE, rate);
              return world.ledger.count();
            })
        .limit(samples)
        .toList();
  }
}
