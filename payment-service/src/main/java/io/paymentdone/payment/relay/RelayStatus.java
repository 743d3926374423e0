package io.paymentdone.payment.relay;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the relay of this replica does at the moment; each change is logged once. */
final class RelayStatus {

  private static final Logger log = LoggerFactory.getLogger(RelayStatus.class);

  private final Clock clock;
  private volatile Snapshot snapshot;

  RelayStatus(Clock clock) {
    this.clock = clock;
    this.snapshot = new Snapshot(Phase.STARTING, null, clock.instant());
  }

  /** What a relay can be doing. */
  enum Phase {
    /** Has not looked at the slot yet. */
    STARTING(true),
    /** Streams from the slot to Kafka. */
    ACTIVE(true),
    /** Another replica does. */
    STANDBY(true),
    /** Kafka or PostgreSQL is away: tries again. */
    WAITING(false),
    /** Replaces a lost slot and publishes from the table what it missed. */
    HEALING(false),
    /** The slot is lost and healing by itself is turned off. */
    LOST(false),
    /** An event in the WAL cannot be read by this version: nothing may be published behind it. */
    BLOCKED(false),
    /** Ended with the application. */
    STOPPED(false);

    private final boolean healthy;

    Phase(boolean healthy) {
      this.healthy = healthy;
    }

    /** Whether events flow, here or on another replica. */
    boolean isHealthy() {
      return healthy;
    }
  }

  /**
   * The phase, why, and since when.
   *
   * @param reason null where the phase says it all
   */
  record Snapshot(Phase phase, @Nullable String reason, Instant since) {}

  /** What it does now. */
  Snapshot snapshot() {
    return snapshot;
  }

  void enter(Phase phase) {
    enter(phase, null);
  }

  void enter(Phase phase, @Nullable String reason) {
    Snapshot before = snapshot;
    boolean sameReason = before.reason == null ? reason == null : before.reason.equals(reason);
    if (before.phase == phase && sameReason) {
      return;
    }
    snapshot = new Snapshot(phase, reason, clock.instant());
    if (phase.isHealthy() || phase == Phase.STOPPED) {
      log.info("relay: {}{}", phase, reason == null ? "" : ", " + reason);
    } else {
      log.warn("relay: {}{}", phase, reason == null ? "" : ", " + reason);
    }
  }
}
