package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.members.GroupEventRecord;
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
 * Polls the coordinator for one group: each second, each 200 ms during a rebalance, and at once
 * after an event of a member. A group that no page shows is polled each ten seconds, unless it is
 * the notification service's own.
 */
final class GroupWatcher {

  private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration UNWATCHED_INTERVAL = Duration.ofSeconds(10);
  private static final Duration ACTIVE_INTERVAL = Duration.ofMillis(200);
  private static final Duration INTERVAL_MIN = Duration.ofMillis(60);

  /** Longest wait for the old events of members, once Kafka answers. */
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(10);

  final LiveGroup live;
  private final String groupId;
  private final Supplier<Optional<GroupDetails>> coordinator;
  private final BooleanSupplier caughtUp;
  private final Clock clock;
  private final Workers workers;
  private final boolean closely;
  private final Semaphore pollRequests = new Semaphore(0);
  private volatile @Nullable Worker worker;
  private volatile boolean stopped;
  private boolean oldEventsAreRead;
  private volatile Instant lastWatched;

  /**
   * A watcher that has not started.
   *
   * @param coordinator returns the group, or empty if Kafka does not know it; throws a problem if
   *     Kafka does not answer
   * @param caughtUp whether the old events of members have been read
   * @param closely whether to poll each second even if no page shows the group
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
    stopped = false;
    worker = workers.start("watch-" + PrintableText.of(groupId), this::poll);
  }

  private void poll() throws InterruptedException {
    if (!oldEventsAreRead) {
      awaitOldEvents();
      oldEventsAreRead = true;
    }
    if (stopped) {
      return;
    }
    var _ = ask(this::show);
    TimeUnit.MILLISECONDS.sleep(INTERVAL_MIN.toMillis());
    var _ =
        pollRequests.tryAcquire(interval().minus(INTERVAL_MIN).toMillis(), TimeUnit.MILLISECONDS);
    pollRequests.drainPermits();
  }

  private Duration interval() {
    if (!closely && !live.isWatched()) {
      return live.isRebalancing() ? IDLE_INTERVAL : UNWATCHED_INTERVAL;
    }
    return live.isRebalancing() ? ACTIVE_INTERVAL : IDLE_INTERVAL;
  }

  /** Polls soon, when a page opens or an event contradicts the last answer. */
  void pollSoon() {
    pollRequests.release();
  }

  /**
   * Events from before the first poll are the initial state of ownership; applied after the first
   * poll they would count as changes.
   */
  private void awaitOldEvents() throws InterruptedException {
    // The events cannot arrive before Kafka answers.
    while (!stopped && !caughtUp.getAsBoolean() && !ask(group -> {})) {
      TimeUnit.MILLISECONDS.sleep(IDLE_INTERVAL.toMillis());
    }
    Instant latest = clock.instant().plus(CATCH_UP_MAX);
    while (!stopped && !caughtUp.getAsBoolean() && clock.instant().isBefore(latest)) {
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MIN.toMillis());
    }
  }

  /** Passes the answer of the coordinator on; returns false, and shows why, if there was none. */
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
        group -> live.onPoll(group, clock.instant()),
        () ->
            live.unknown(
                "Kafka knows no group of this name: no consumer has joined it yet.",
                clock.instant()));
  }

  void onEvent(GroupEventRecord record) {
    if (record.event().groupId().equals(groupId) && live.onEvent(record)) {
      pollRequests.release();
    }
  }

  /** How long no page has watched the group. */
  Duration unwatchedFor() {
    Instant now = clock.instant();
    if (live.subscriptions() > 0) {
      lastWatched = now;
    }
    return Duration.between(lastWatched, now);
  }

  /** Stops to poll and disconnects the pages; {@link #start} resumes. */
  void stop() {
    stopped = true;
    Worker polling = worker;
    if (polling != null) {
      workers.end(polling);
    }
    pollRequests.release();
    live.close();
  }
}
