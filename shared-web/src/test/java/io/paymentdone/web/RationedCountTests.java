package io.paymentdone.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RationedCountTests {

  private static final String TAKES_TOO_LONG = "takes too long";

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final List<String> counted = new ArrayList<>();
  private Duration cost = Duration.ofMillis(10);

  private final RationedCount<String, Integer> count =
      new RationedCount<>(
          question -> {
            counted.add(question);
            pass(cost);
            if (question.startsWith(TAKES_TOO_LONG)) {
              throw new IllegalStateException(question);
            }
            return counted.size();
          },
          now::get);

  @Test
  void givesTheLastAnswerToTheSameQuestionUntilThePauseIsOver() {
    assertThat(count.get("a")).isEqualTo(1);
    pass(Duration.ofMillis(199));
    assertThat(count.get("a")).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(count.get("a")).isEqualTo(2);
  }

  /** As the console's question changes from one whole minute to the next. */
  @Test
  void answersANewQuestionAtOnceAndOldOnesMeanwhile() {
    cost = Duration.ofMillis(100);

    assertThat(count.get("a")).isEqualTo(1);
    assertThat(count.get("b")).isEqualTo(2);
    assertThat(count.get("a")).isEqualTo(1);
    assertThat(count.get("b")).isEqualTo(2);
  }

  @Test
  void takesAFixedShareOfTheTimeHoweverTheQuestionsVary() {
    cost = Duration.ofMillis(50);
    long begin = now.get();

    for (int i = 0; i < 20_000; i++) {
      try {
        count.get("question " + i);
      } catch (ProblemException early) {
        assertThat(early.status().value()).isEqualTo(503);
      }
      pass(Duration.ofMillis(20));
    }

    Duration share = Duration.ofNanos(now.get() - begin).dividedBy(20);
    assertThat(cost.multipliedBy(counted.size()))
        .isBetween(share.minusMillis(200), share.plusMillis(200));
  }

  @Test
  void keepsTheAnswersOfOthersWhenOneAsksSomethingNewAllTheTime() {
    cost = Duration.ofMillis(100);
    count.get("a");

    for (int i = 0; i < 25 * 50; i++) {
      pass(Duration.ofMillis(20));
      try {
        count.get("question " + i);
      } catch (ProblemException early) {
        assertThat(count.get("a")).isEqualTo(1);
      }
    }
  }

  @Test
  void saysWhenTheTurnOfAQuestionComes() {
    cost = Duration.ofSeconds(1);
    count.get("a");
    pass(Duration.ofSeconds(3));

    Duration wait = retryAfter("b");
    pass(wait.minusNanos(1));
    assertThat(retryAfter("b")).isEqualTo(Duration.ofNanos(1));
    pass(Duration.ofNanos(1));
    assertThat(count.get("b")).isEqualTo(2);
    assertThat(wait).isEqualTo(Duration.ofSeconds(19 - 3 - 2));
  }

  /** It has cost as much, and the database still may be at it. */
  @Test
  void doesNotCountAgainAtOnceWhatFailed() {
    cost = Duration.ofMillis(50);
    assertThatIllegalStateException().isThrownBy(() -> count.get(TAKES_TOO_LONG));

    Duration wait = retryAfter(TAKES_TOO_LONG);

    assertThat(wait).isEqualTo(cost.multipliedBy(19));
    pass(wait);
    assertThatIllegalStateException().isThrownBy(() -> count.get(TAKES_TOO_LONG));
  }

  /** The console's answers stand, and what is new comes before what failed. */
  @Test
  void lastsNoLongerThanHalfAMinuteForOthersWhenOneFails() {
    assertThat(count.get("a")).isEqualTo(1);
    cost = Duration.ofSeconds(8);
    assertThatIllegalStateException().isThrownBy(() -> count.get(TAKES_TOO_LONG));
    cost = Duration.ofMillis(10);

    assertThat(count.get("a")).isEqualTo(1);
    assertThat(retryAfter(TAKES_TOO_LONG)).isEqualTo(Duration.ofSeconds(30));
    assertThat(retryAfter("b")).isEqualTo(Duration.ofSeconds(28));
    pass(Duration.ofSeconds(28));
    assertThat(retryAfter(TAKES_TOO_LONG)).isEqualTo(Duration.ofSeconds(2));
    assertThat(count.get("b")).isEqualTo(3);
  }

  @Test
  void givesNoAnswerThatIsTooOld() {
    count.get("a");
    pass(Duration.ofSeconds(29));
    cost = Duration.ofSeconds(1);
    count.get("b");

    assertThat(count.get("a")).isEqualTo(1);
    pass(Duration.ofSeconds(2));
    assertThat(retryAfter("a")).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void givesAKnownAnswerWhileAnotherQuestionIsCounted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    RationedCount<String, String> slow =
        new RationedCount<>(question -> {
          if (question.equals("slow")) {
            begun.countDown();
            awaitEnd(end);
          }
          return question;
        });
    slow.get("a");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> counting = executor.submit(() -> slow.get("slow"));
      assertThat(begun.await(10, SECONDS)).isTrue();

      Future<String> known = executor.submit(() -> slow.get("a"));

      assertThat(known.get(2, SECONDS)).isEqualTo("a");
      end.countDown();
      assertThat(counting.get(10, SECONDS)).isEqualTo("slow");
    }
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      assertThat(end.await(10, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Duration retryAfter(String question) {
    ProblemException early =
        catchThrowableOfType(ProblemException.class, () -> count.get(question));
    assertThat(early.status().value()).isEqualTo(503);
    Duration retryAfter = early.retryAfter();
    assertThat(retryAfter).isNotNull();
    return retryAfter == null ? Duration.ZERO : retryAfter;
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
