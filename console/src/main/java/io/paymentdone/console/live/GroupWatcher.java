package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.console.workers.PrintableText;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the coordinator about one group: each second, each 200 ms while it is not stable, and when a
 * member tells something; a group that no page shows, and that is not the notification service's,
 * each ten seconds.
 */
final class GroupWatcher {

  private static final Duration CALM = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(10);
  private static final Duration RESTLESS = Duration.ofMillis(200);
  private static final Duration PAUSE_MIN = Duration.ofMillis(60);

  /** How long the members' old events may take to come in once Kafka answers. */
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(10);

  final LiveGroup live;
  private final String groupId;
  private final Supplier<Optional<GroupDetails>> coordinator;
  private final BooleanSupplier caughtUp;
  private final Clock clock;
  private final Workers workers;
  private final boolean closely;
  private final Semaphore nudges = new Semaphore(0);
  private volatile @Nullable Worker worker;
  private volatile boolean closed;
  private boolean oldSignsAreIn;
  private volatile Instant lastWatched;

  /**
   * A watcher that does not look yet.
   *
   * @param coordinator asked for the group: empty when there is none, a problem when Kafka does not
   *     answer
   * @param caughtUp whether the members' old events have come in
   * @param closely whether it is looked at each second though no page shows it
   */
  GroupWatcher(
      String groupId,
      LiveGroup live,
      Supplier<Optional<GroupDetails>> coordinator,
      BooleanSupplier caughtUp,
      Clock clock,
      Workers workers,
      boolean closely) {
    this.groupId = groupId;
    this.live = live;
    this.coordinator = coordinator;
    this.caughtUp = caughtUp;
    this.clock = clock;
    this.workers = workers;
    this.closely = closely;
    this.lastWatched = clock.instant();
  }

  void start() {
    worker = workers.start("watch-" + PrintableText.of(groupId), this::look);
  }

  private void look() throws InterruptedException {
    if (!oldSignsAreIn) {
      awaitOldSigns();
      oldSignsAreIn = true;
    }
    if (closed) {
      return;
    }
    var _ = ask(this::show);
    TimeUnit.MILLISECONDS.sleep(PAUSE_MIN.toMillis());
    var _ = nudges.tryAcquire(pause().minus(PAUSE_MIN).toMillis(), TimeUnit.MILLISECONDS);
    nudges.drainPermits();
  }

  private Duration pause() {
    if (!closely && !live.isWatched()) {
      return live.isRestless() ? CALM : SELDOM;
    }
    return live.isRestless() ? RESTLESS : CALM;
  }

  /** A page came: what it is shown first should not be old. */
  void nudge() {
    nudges.release();
  }

  /** Events from before the first look tell who had what; behind it they would be changes. */
  private void awaitOldSigns() throws InterruptedException {
    // They cannot come in before Kafka answers.
    while (!closed && !caughtUp.getAsBoolean() && !ask(group -> {})) {
      TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
    }
    Instant latest = clock.instant().plus(CATCH_UP_MAX);
    while (!closed && !caughtUp.getAsBoolean() && clock.instant().isBefore(latest)) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MIN.toMillis());
    }
  }

  /** Hands the coordinator's answer on; false when there was none, which is shown. */
  private boolean ask(Consumer<Optional<GroupDetails>> answered) {
    try {
      answered.accept(coordinator.get());
      return true;
    } catch (ProblemException e) {
      live.unknown(e.getMessage() + "", clock.instant());
      return false;
    }
  }

  private void show(Optional<GroupDetails> found) {
    found.ifPresentOrElse(
        group -> live.observe(group, clock.instant()),
        () ->
            live.unknown(
                "Kafka knows no group of this name: nobody has joined it yet.", clock.instant()));
  }

  void sign(MemberSign sign) {
    if (sign.event().groupId().equals(groupId) && live.sign(sign)) {
      nudges.release();
    }
  }

  /** Notes that somebody watches; how long ago somebody did. */
  Duration unwatchedFor() {
    Instant now = clock.instant();
    if (live.subscribers() > 0) {
      lastWatched = now;
    }
    return Duration.between(lastWatched, now);
  }

  void close() {
    closed = true;
    Worker looking = worker;
    if (looking != null) {
      workers.end(looking);
    }
    nudges.release();
    live.close();
  }
}
