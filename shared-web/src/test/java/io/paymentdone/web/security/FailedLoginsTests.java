package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.paymentdone.web.overload.FakeTime;
import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.BadCredentialsException;

@ExtendWith(OutputCaptureExtension.class)
class FailedLoginsTests {

  private static final String ADDRESS = "192.0.2.1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Caller SHOP = Caller.client("shop", Set.of());

  private final FakeTime time = new FakeTime();
  private final FailedLogins failedLogins =
      new FailedLogins(new FailedLoginProperties(30), PATIENCE, time);

  private static Caller isWrong() {
    throw new BadCredentialsException("wrong");
  }

  private static Caller mustNotBeChecked() {
    throw new AssertionError("it was checked");
  }

  @Test
  void areToldOnceAMinuteHoweverManyThereAre(CapturedOutput output) {
    for (int i = 0; i < 10_000; i++) {
      failedLogins.report("192.0.2." + i);
    }

    assertThat(told(output))
        .singleElement()
        .asString()
        .contains("last such line: 1,", "addresses: 1,", "192.0.2.0");
  }

  @Test
  void areToldWithTheNumberOfTheirAddresses(CapturedOutput output) {
    failedLogins.report("192.0.2.0");
    for (int i = 0; i < 30; i++) {
      failedLogins.report("192.0.2." + i % 10);
    }
    assertThat(told(output)).hasSize(1);

    time.pass(Duration.ofMinutes(1));
    failedLogins.report("192.0.2.1");
    assertThat(told(output)).last().asString().contains("line: 31, addresses: 10, the last one");
    for (int i = 0; i < 2000; i++) {
      failedLogins.report("10.0." + i / 100 + "." + i % 100);
    }
    time.pass(Duration.ofMinutes(1));
    failedLogins.report("192.0.2.1");
    assertThat(told(output)).last().asString().contains("line: 2001, addresses: at least 1000,");
  }

  private static List<String> told(CapturedOutput output) {
    return output.getAll().lines().filter(line -> line.contains("wrong credentials")).toList();
  }

  @Test
  void anAddressHasThirtyAttemptsAndThenOneEachTwoSeconds() {
    for (int i = 0; i < 30; i++) {
      assertThat(wrong(ADDRESS)).isEqualTo(Answer.WRONG);
    }
    assertThat(failedLogins.refused()).isZero();

    assertThatExceptionOfType(CallerNotCheckedException.class)
        .isThrownBy(() -> failedLogins.attempt(ADDRESS, FailedLoginsTests::mustNotBeChecked))
        .satisfies(refused -> {
          ProblemException problem = refused.problem();
          assertThat(problem.code()).isEqualTo("too-many-failed-logins");
          assertThat(problem.isRetryable()).isTrue();
          assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        });
    assertThat(failedLogins.refused()).isOne();

    time.pass(Duration.ofMillis(1999));
    assertThat(wrong(ADDRESS)).isEqualTo(Answer.UNCHECKED);
    time.pass(Duration.ofMillis(1));
    assertThat(wrong(ADDRESS)).isEqualTo(Answer.WRONG);
    assertThat(wrong(ADDRESS)).isEqualTo(Answer.UNCHECKED);
    assertThat(failedLogins.refused()).isEqualTo(3);
  }

  @Test
  void whoeverIsThereTooLogsInAsSoonAsTheGuessingEnds() {
    for (int i = 0; i < 100_000; i++) {
      wrong(ADDRESS);
    }
    assertThat(right(ADDRESS)).isEqualTo(Answer.UNCHECKED);

    time.pass(Duration.ofSeconds(2));
    // A login that succeeds takes no attempt away.
    for (int i = 0; i < 100; i++) {
      assertThat(right(ADDRESS)).isEqualTo(Answer.RIGHT);
    }
    time.pass(Duration.ofMinutes(1));
    assertThat(Stream.generate(() -> wrong(ADDRESS)).limit(31))
        .startsWith(Collections.nCopies(30, Answer.WRONG).toArray(Answer[]::new))
        .endsWith(Answer.UNCHECKED);
  }

  /** Every one of them has seen an attempt that is left. */
  @Test
  void guessesAtTheSameTimeAreNoMoreThanAttemptsAreLeft() {
    CountDownLatch checking = new CountDownLatch(30);
    AtomicInteger checked = new AtomicInteger();
    List<Future<Answer>> guesses = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        guesses.add(
            threads.submit(() ->
                answer(
                    ADDRESS,
                    () -> {
                      checked.incrementAndGet();
                      checking.countDown();
                      awaitQuietly(checking);
                      throw new BadCredentialsException("wrong");
                    })));
      }
    }

    assertThat(checked).hasValue(30);
    assertThat(guesses.stream().map(Future::resultNow).filter(Answer.WRONG::equals)).hasSize(30);
    assertThat(failedLogins.refused()).isEqualTo(70);
  }

  @Test
  void rightPasswordsAtTheSameTimeWaitForEachOtherAndCostNothing() {
    CountDownLatch checking = new CountDownLatch(30);
    List<Future<Answer>> logins = new ArrayList<>();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        logins.add(
            threads.submit(() ->
                answer(
                    ADDRESS,
                    () -> {
                      checking.countDown();
                      awaitQuietly(checking);
                      return SHOP;
                    })));
      }
    }

    assertThat(logins).extracting(Future::resultNow).containsOnly(Answer.RIGHT);
    for (int i = 0; i < 30; i++) {
      assertThat(wrong(ADDRESS)).isEqualTo(Answer.WRONG);
    }
    assertThat(wrong(ADDRESS)).isEqualTo(Answer.UNCHECKED);
  }

  @Test
  void checksThatDoNotEndHoldUpOthersOfTheirAddressForAMomentOnly() {
    FailedLogins impatient =
        new FailedLogins(new FailedLoginProperties(30), Duration.ofMillis(20), time);
    CountDownLatch checking = new CountDownLatch(30);
    CountDownLatch end = new CountDownLatch(1);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        threads.execute(() ->
            impatient.attempt(
                ADDRESS,
                () -> {
                  checking.countDown();
                  awaitQuietly(end);
                  return SHOP;
                }));
      }
      awaitQuietly(checking);
      try {
        assertThat(impatient.attempt("192.0.2.2", () -> SHOP)).isEqualTo(SHOP);
        assertThatExceptionOfType(CallerNotCheckedException.class)
            .isThrownBy(() -> impatient.attempt(ADDRESS, FailedLoginsTests::mustNotBeChecked))
            .satisfies(refused -> assertThat(refused.problem().code()).isEqualTo("overloaded"));
      } finally {
        end.countDown();
      }
    }
    assertThat(impatient.attempt(ADDRESS, () -> SHOP)).isEqualTo(SHOP);
    assertThat(impatient.refused()).isZero();
  }

  /** A check that finds no turn, or breaks, says nothing about the password. */
  @Test
  void aPasswordThatWasNotCheckedCostsNothing() {
    for (int i = 0; i < 100; i++) {
      assertThatExceptionOfType(CallerNotCheckedException.class)
          .isThrownBy(() ->
              failedLogins.attempt(
                  ADDRESS,
                  () -> {
                    throw CallerNotCheckedException.overloaded();
                  }));
      assertThatIllegalStateException()
          .isThrownBy(() ->
              failedLogins.attempt(
                  ADDRESS,
                  () -> {
                    throw new IllegalStateException("broken");
                  }));
    }

    assertThat(wrong(ADDRESS)).isEqualTo(Answer.WRONG);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
    "2001:db8:0:1::1, 2001:0db8:0000:0001:0000:0000:0000:0009, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
    "no address, no address, true",
    "no address, another, false",
    "'', '', true"
  })
  void areThoseOfAnAddressOrOfAnIpv6Network(String failing, String other, boolean refused) {
    for (int i = 0; i < 30; i++) {
      wrong(failing);
    }

    assertThat(right(failing)).isEqualTo(Answer.UNCHECKED);
    assertThat(right(other)).isEqualTo(refused ? Answer.UNCHECKED : Answer.RIGHT);
  }

  /** Whatever a proxy's header says, little of it is kept. */
  @Test
  void whatIsNoAddressIsToldApartByItsBeginning() {
    for (int i = 0; i < 30; i++) {
      wrong("x".repeat(64) + i);
    }

    assertThat(right("x".repeat(64) + "another")).isEqualTo(Answer.UNCHECKED);
    assertThat(right("x".repeat(63))).isEqualTo(Answer.RIGHT);
  }

  @Test
  void areNotLimitedWithoutALimit() {
    FailedLogins unlimited = new FailedLogins(new FailedLoginProperties(0), PATIENCE, time);
    for (int i = 0; i < 1000; i++) {
      assertThatExceptionOfType(BadCredentialsException.class)
          .isThrownBy(() -> unlimited.attempt(ADDRESS, FailedLoginsTests::isWrong));
    }

    assertThat(unlimited.attempt(ADDRESS, () -> SHOP)).isEqualTo(SHOP);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1_000_001})
  void haveALimitWithinBounds(int perMinute) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FailedLoginProperties(perMinute))
        .withMessageContaining("per-minute is from 0");
  }

  private enum Answer {
    RIGHT,
    WRONG,
    UNCHECKED
  }

  private Answer right(String address) {
    return answer(address, () -> SHOP);
  }

  private Answer wrong(String address) {
    return answer(address, FailedLoginsTests::isWrong);
  }

  private Answer answer(String address, Supplier<Caller> check) {
    try {
      failedLogins.attempt(address, check);
      return Answer.RIGHT;
    } catch (BadCredentialsException wrong) {
      return Answer.WRONG;
    } catch (CallerNotCheckedException unchecked) {
      return Answer.UNCHECKED;
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
