package io.paymentdone.console.live;

import io.paymentdone.console.group.Groups;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the coordinator about one group: each second, each 200 ms while it is not stable, and when a
 * member tells something.
 */
final class GroupWatcher {

  private static final Logger log = LoggerFactory.getLogger(GroupWatcher.class);

  private static final Duration CALM = Duration.ofSeconds(1);
  private static final Duration RESTLESS = Duration.ofMillis(200);
  private static final Duration PAUSE_MIN = Duration.ofMillis(60);

  /** How long the members' old events may take to come in before the first look. */
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(10);

  final LiveGroup live;
  private final String groupId;
  private final Groups groups;
  private final BooleanSupplier caughtUp;
  private final Semaphore nudges = new Semaphore(0);
  private volatile boolean closed;
  private volatile Instant lastWatched = Instant.now();

  GroupWatcher(String groupId, LiveGroup live, Groups groups, BooleanSupplier caughtUp) {
    this.groupId = groupId;
    this.live = live;
    this.groups = groups;
    this.caughtUp = caughtUp;
  }

  void start() {
    var _ = Thread.ofPlatform().daemon().name("watch-" + groupId).start(this::run);
  }

  private void run() {
    try {
      Instant latest = Instant.now().plus(CATCH_UP_MAX);
      while (!closed && !caughtUp.getAsBoolean() && Instant.now().isBefore(latest)) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MIN.toMillis());
      }
      while (!closed) {
        look();
        TimeUnit.MILLISECONDS.sleep(PAUSE_MIN.toMillis());
        Duration pause = live.isRestless() ? RESTLESS : CALM;
        var _ = nudges.tryAcquire(pause.minus(PAUSE_MIN).toMillis(), TimeUnit.MILLISECONDS);
        nudges.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      groups
          .find(groupId)
          .ifPresentOrElse(
              group -> live.observe(group, Instant.now()),
              () ->
                  live.unknown(
                      "Kafka knows no group of this name: nobody has joined it yet.",
                      Instant.now()));
    } catch (ProblemException e) {
      live.unknown(e.getMessage() + "", Instant.now());
    } catch (RuntimeException e) {
      // The next look may succeed; without it the page would show this moment for ever.
      log.error("A look at the group {} failed", groupId, e);
    }
  }

  void sign(MemberSign sign) {
    if (sign.event().groupId().equals(groupId) && live.sign(sign)) {
      nudges.release();
    }
  }

  /** Notes that somebody watches; how long ago somebody did. */
  Duration unwatchedFor() {
    Instant now = Instant.now();
    if (live.subscribers() > 0) {
      lastWatched = now;
    }
    return Duration.between(lastWatched, now);
  }

  void close() {
    closed = true;
    nudges.release();
    live.close();
  }
}
