package io.paymentdone.console.live;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class GroupWatcherTests {

  private final SetClock clock = new SetClock();
  private final LiveGroup live =
      new LiveGroup("group", List.of(), JsonMapper.shared(), rebalance -> {});
  private final AtomicInteger answers = new AtomicInteger();
  private volatile boolean caughtUp;
  private volatile boolean kafkaIsAway;
  private final GroupWatcher watcher =
      new GroupWatcher(
          "group",
          live,
          this::ask,
          () -> caughtUp,
          clock,
          new Workers(new SimpleMeterRegistry()),
          true);

  @AfterEach
  void close() {
    watcher.stop();
  }

  @Test
  void waitsForOldEventsAfterTheFirstAnswerOfKafka() {
    kafkaIsAway = true;
    watcher.start();
    awaitWhileTimeGoesOn(() -> live.now() != null);
    clock.now = clock.now.plusSeconds(60);
    kafkaIsAway = false;
    await().atMost(Duration.ofSeconds(30)).until(() -> answers.get() > 0);

    await().during(Duration.ofMillis(500)).until(() -> !isShown());

    caughtUp = true;
    await().atMost(Duration.ofSeconds(30)).until(this::isShown);
  }

  @Test
  void doesNotWaitForOldEventsForever() {
    watcher.start();

    awaitWhileTimeGoesOn(this::isShown);
  }

  private void awaitWhileTimeGoesOn(BooleanSupplier condition) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          clock.now = clock.now.plusSeconds(1);
          return condition.getAsBoolean();
        });
  }

  private Optional<GroupDetails> ask() {
    if (kafkaIsAway) {
      throw ProblemException.of(ProblemCode.UNAVAILABLE, "away", Duration.ofSeconds(2));
    }
    answers.incrementAndGet();
    return Optional.of(
        new GroupDetails(
            "group",
            "Empty",
            "Consumer",
            1,
            1,
            List.of(),
            List.of(),
            "payment-done",
            List.of(),
            0));
  }

  private boolean isShown() {
    GroupNow now = live.now();
    return now != null && now.group() != null;
  }

  /** A clock that the test sets. */
  private static final class SetClock extends Clock {

    volatile Instant now = Instant.parse("2026-11-22T18:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
