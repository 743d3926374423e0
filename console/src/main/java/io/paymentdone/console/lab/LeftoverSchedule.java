package io.paymentdone.console.lab;

import java.time.Duration;
import java.time.Instant;

/** When to look for what labs have left: at once when asked, ever more seldom while some stays. */
final class LeftoverSchedule {

  static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private boolean wanted;
  private Instant next = Instant.MIN;
  private Duration pause = PAUSE_MIN;

  /** Something may be left now. */
  synchronized void ask() {
    wanted = true;
    next = Instant.MIN;
    pause = PAUSE_MIN;
  }

  /** Whether to look now; true once for each time that it is asked. */
  synchronized boolean take(Instant now) {
    boolean due = wanted && !now.isBefore(next);
    wanted &= !due;
    return due;
  }

  /** Something is left still. */
  synchronized void remains(Instant now) {
    wanted = true;
    next = now.plus(pause);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
  }
}
