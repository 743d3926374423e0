package io.paymentdone.console.receiver;

import java.time.Clock;

/** Deliveries per second, over the last five whole seconds. */
final class DeliveryRate {

  private static final int SECONDS = 5;

  private final Clock clock;
  private final long[] counts = new long[SECONDS + 1];
  private long second;

  DeliveryRate(Clock clock) {
    this.clock = clock;
    this.second = clock.instant().getEpochSecond();
  }

  synchronized void add() {
    counts[current()]++;
  }

  synchronized double perSecond() {
    int current = current();
    long sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += i == current ? 0 : counts[i];
    }
    return Math.round(10.0 * sum / SECONDS) / 10.0;
  }

  /** Index of this second's count, after those of the seconds between were set to 0. */
  private int current() {
    long now = clock.instant().getEpochSecond();
    for (long next = Math.max(second + 1, now - SECONDS); next <= now; next++) {
      counts[Math.floorMod(next, counts.length)] = 0;
    }
    second = now;
    return Math.floorMod(now, counts.length);
  }
}
