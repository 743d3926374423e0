package io.paymentdone.payment.relay.publishing;

import io.paymentdone.web.logging.RepeatedFailure;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the relay of this replica does at the moment. Each change is logged once, and a state in
 * which no events flow again once a minute.
 */
public final class RelayStatus {

  private static final Logger log = LoggerFactory.getLogger(RelayStatus.class);

  private final Clock clock;
  private final RepeatedFailure failure;
  private volatile Snapshot snapshot;

  public RelayStatus(Clock clock) {
    this.clock = clock;
    this.failure = new RepeatedFailure(clock);
    this.snapshot = new Snapshot(Phase.STARTING, null, clock.instant());
  }

  /** What a relay can be doing. */
  public enum Phase {
    /** Has not read the slot's state yet. */
    STARTING(true),
    /** Streams from the slot, and Kafka acknowledges or there is nothing to publish. */
    ACTIVE(true),
    /** Another replica leads. */
    STANDBY(true),
    /** Kafka or PostgreSQL is away; the relay tries again. */
    WAITING(false),
    /** Replaces a lost slot, and publishes the missed payments from their table. */
    HEALING(false),
    /** The slot is lost and healing by itself is turned off. */
    LOST(false),
    /** The slot's name is in use by another database of this server. */
    SLOT_TAKEN(false),
    /** This version cannot read an event in the WAL, and no later event may be published. */
    BLOCKED(false),
    /** Ended with the application. */
    STOPPED(false);

    private final boolean healthy;

    Phase(boolean healthy) {
      this.healthy = healthy;
    }

    /** Whether events flow, here or on another replica. */
    public boolean isHealthy() {
      return healthy;
    }
  }

  /**
   * The phase, why, and since when.
   *
   * @param reason null where the phase says it all
   * @param since when the phase began, or its reason changed in more than numbers
   */
  public record Snapshot(Phase phase, @Nullable String reason, Instant since) {}

  /** What it does now. */
  public Snapshot snapshot() {
    return snapshot;
  }

  public void enter(Phase phase) {
    enter(phase, null);
  }

  /**
   * Enters a phase, or stays in it.
   *
   * @return whether that was logged
   */
  public boolean enter(Phase phase, @Nullable String reason) {
    Snapshot before = snapshot;
    boolean same = before.phase == phase && isSame(before.reason, reason);
    snapshot = new Snapshot(phase, reason, same ? before.since : clock.instant());
    String text = reason == null ? phase.name() : phase + ", " + reason;
    if (phase.isHealthy() || phase == Phase.STOPPED) {
      failure.end();
      if (!same) {
        log.info("relay: {}", text);
      }
      return !same;
    }
    boolean news = failure.isNews(text);
    if (news) {
      log.warn("relay: {}", text);
    }
    return news;
  }

  private static boolean isSame(@Nullable String reason, @Nullable String other) {
    if (reason == null) {
      return other == null;
    }
    return other != null && RepeatedFailure.isSame(reason, other);
  }
}
