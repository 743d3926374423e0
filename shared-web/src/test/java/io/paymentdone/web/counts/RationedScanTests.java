package io.paymentdone.web.counts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.paymentdone.web.counts.RationedScan.Aged;
import io.paymentdone.web.counts.Scan.Slice;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RationedScanTests {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final List<Instant> scanned = new ArrayList<>();
  private Duration cost = Duration.ofMillis(10);
  private @Nullable Instant tooLongFrom;
  private boolean locked;

  private final RationedScan scan = new RationedScan(this::scan, CLOCK, nanos::get);

  private Scan scan(Instant from, Instant fineFrom) {
    scanned.add(from);
    pass(cost);
    if (locked) {
      throw ProblemException.of(ProblemCode.TABLE_LOCKED, "locked", Duration.ofSeconds(1));
    }
    if (tooLongFrom != null && !from.isAfter(tooLongFrom)) {
      throw new ScanTooLongException(new IllegalStateException());
    }
    return new Scan(
        from, fineFrom, NOON, List.of(new Slice(NOON.minusSeconds(60), scanned.size(), 1)));
  }

  @Test
  void givesTheLastScanUntilThePauseIsOver() {
    assertThat(count(minutesAgo(5))).isEqualTo(1);
    pass(Duration.ofMillis(199));
    assertThat(count(minutesAgo(5))).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(count(minutesAgo(5))).isEqualTo(2);
  }

  @Test
  void tellsHowLongBeforeTheQuestionItScanned() {
    assertThat(scan.covering(minutesAgo(5)).age()).isZero();
    pass(Duration.ofMillis(100));
    assertThat(scan.covering(minutesAgo(5)).age()).isEqualTo(Duration.ofMillis(110));
  }

  /** Each of them was one scan more before, and nine of ten honest questions were refused. */
  @Test
  void answersAnHonestQuestionHoweverManyAreAskedBesideIt() {
    cost = Duration.ofMillis(150);
    count(minutesAgo(60));
    for (int i = 0; i < 2_000; i++) {
      try {
        count(NOON.minusSeconds(10L * (i % 700)));
      } catch (ProblemException early) {
        assertThat(early.status().value()).isEqualTo(503);
      }
      pass(Duration.ofMillis(20));

      Aged honest = scan.covering(NOON.minusSeconds(600 + 10L * (i % 300)));

      assertThat(honest.age()).isLessThan(Duration.ofSeconds(6));
    }
  }

  @Test
  void takesAFixedShareOfTheTimeHoweverTheQuestionsVary() {
    cost = Duration.ofMillis(50);
    long begin = nanos.get();
    for (int i = 0; i < 20_000; i++) {
      try {
        count(NOON.minusSeconds(10L * i));
      } catch (ProblemException early) {
        assertThat(early.status().value()).isEqualTo(503);
      }
      pass(Duration.ofMillis(20));
    }

    Duration share = Duration.ofNanos(nanos.get() - begin).dividedBy(20);
    assertThat(cost.multipliedBy(scanned.size()))
        .isBetween(share.minusMillis(2_200), share.plusMillis(200));
  }

  @Test
  void scansFromTheOldestTimeThatIsWanted() {
    count(minutesAgo(5));
    pass(Duration.ofSeconds(1));
    count(minutesAgo(60));
    pass(Duration.ofSeconds(1));
    count(minutesAgo(5));

    assertThat(scanned).containsExactly(minutesAgo(5), minutesAgo(60), minutesAgo(60));
    pass(Duration.ofSeconds(61));
    count(minutesAgo(5));
    assertThat(scanned.getLast()).isEqualTo(minutesAgo(5));
  }

  @Test
  void saysWhenTheTurnOfAnOlderTimeComes() {
    cost = Duration.ofSeconds(1);
    count(minutesAgo(5));
    pass(Duration.ofSeconds(3));

    Duration wait = retryAfter(minutesAgo(60));

    assertThat(wait).isEqualTo(Duration.ofSeconds(19 - 3 - 2));
    pass(wait);
    assertThat(count(minutesAgo(60))).isEqualTo(2);
  }

  @Test
  void refusesOnlyTheTimeFromWhichOnThereIsTooMuch() {
    count(minutesAgo(5));
    pass(Duration.ofSeconds(30));
    tooLongFrom = minutesAgo(60);
    cost = Duration.ofSeconds(5);
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> count(minutesAgo(60)));
    assertThat(refused.code()).isEqualTo("too-much-to-count");
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    cost = Duration.ofMillis(10);

    assertThat(count(minutesAgo(5))).isEqualTo(1);
    pass(Duration.ofSeconds(30));
    assertThat(retryAfter(minutesAgo(61))).isEqualTo(Duration.ofMinutes(5).minusSeconds(30));
    assertThat(count(minutesAgo(5))).isEqualTo(3);
    assertThat(scanned.getLast()).isEqualTo(minutesAgo(5));
    tooLongFrom = null;
    pass(Duration.ofMinutes(5));
    assertThat(count(minutesAgo(61))).isEqualTo(4);
  }

  @Test
  void goesOnASecondAfterALockThatItWaitedForInVain() {
    count(minutesAgo(5));
    pass(Duration.ofSeconds(1));
    cost = Duration.ofSeconds(1);
    locked = true;
    assertThat(retryAfter(minutesAgo(5))).isEqualTo(Duration.ofSeconds(1));
    locked = false;

    assertThat(count(minutesAgo(5))).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    assertThat(count(minutesAgo(5))).isEqualTo(3);
  }

  @Test
  void givesNoAnswerThatIsTooOld() {
    count(minutesAgo(5));
    pass(Duration.ofSeconds(30));
    locked = true;
    cost = Duration.ofSeconds(11);
    retryAfter(minutesAgo(5));

    assertThat(catchThrowableOfType(ProblemException.class, () -> count(minutesAgo(5))))
        .isNotNull();
  }

  @Test
  void givesTheLastScanWhileTheNextIsMade() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    List<Instant> made = new ArrayList<>();
    RationedScan slow =
        new RationedScan(
            (from, fineFrom) -> {
              made.add(from);
              if (made.size() == 2) {
                begun.countDown();
                await(end);
              }
              return new Scan(from, fineFrom, NOON, List.of());
            },
            CLOCK);
    slow.covering(minutesAgo(5));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Aged> older = executor.submit(() -> slow.covering(minutesAgo(60)));
      assertThat(begun.await(10, SECONDS)).isTrue();

      Future<Aged> known = executor.submit(() -> slow.covering(minutesAgo(5)));

      assertThat(known.get(2, SECONDS).scan().from()).isEqualTo(minutesAgo(5));
      end.countDown();
      assertThat(older.get(10, SECONDS).scan().from()).isEqualTo(minutesAgo(60));
    }
  }

  private static void await(CountDownLatch end) {
    try {
      assertThat(end.await(10, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long count(Instant since) {
    return scan.covering(since).scan().since(since).entries();
  }

  private Duration retryAfter(Instant since) {
    ProblemException early = catchThrowableOfType(ProblemException.class, () -> count(since));
    assertThat(early.status().value()).isEqualTo(503);
    Duration retryAfter = early.retryAfter();
    assertThat(retryAfter).isNotNull();
    return retryAfter == null ? Duration.ZERO : retryAfter;
  }

  private static Instant minutesAgo(int minutes) {
    return NOON.minusSeconds(60L * minutes);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
