package io.paymentdone.payment.relay.publishing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The window through which this replica publishes while it leads, and what the last window left
 * unacknowledged: reopening a stream publishes nothing by itself.
 */
public final class RelayWindowState {

  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  /** A broker that answers within this time is not reported as silent. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

  private volatile @Nullable PublishWindow window;
  private volatile Left left = Left.NOTHING;

  /**
   * What was sent and not acknowledged through any window.
   *
   * @param commitMicros when its oldest event was committed; 0 for nothing
   * @param sinceNanos since when Kafka has acknowledged nothing
   */
  private record Left(long commitMicros, long sinceNanos) {

    private static final Left NOTHING = new Left(0, 0);
  }

  public void enter(PublishWindow opened) {
    window = opened;
  }

  /** Notes that the stream has ended; its unacknowledged events will come again. */
  public void leave() {
    left = unacknowledged();
    window = null;
  }

  /** Forgets what was left: another replica or the healing has published it. */
  public void forget() {
    left = Left.NOTHING;
  }

  private Left unacknowledged() {
    PublishWindow open = window;
    if (open == null || (open.acknowledgedNanos() == 0 && left.commitMicros() != 0)) {
      return left;
    }
    long commitMicros = open.oldestCommitMicros();
    long sinceNanos = open.waitingSinceNanos();
    // The producer's thread may reset either value between the two reads.
    return commitMicros == 0 || sinceNanos == 0 ? Left.NOTHING : new Left(commitMicros, sinceNanos);
  }

  /** The open window; null unless this replica leads. */
  public @Nullable PublishWindow window() {
    return window;
  }

  /** How long the oldest unacknowledged event has been committed; zero without one. */
  public Duration backlogAge(Instant now) {
    long commitMicros = unacknowledged().commitMicros();
    return commitMicros == 0
        ? Duration.ZERO
        : Duration.between(POSTGRES_EPOCH.plus(commitMicros, ChronoUnit.MICROS), now);
  }

  /** A text that says for how long Kafka has acknowledged nothing; null while it acknowledges. */
  public @Nullable String silence() {
    Left oldest = unacknowledged();
    if (oldest.commitMicros() == 0) {
      return null;
    }
    Duration silence = Duration.ofNanos(System.nanoTime() - oldest.sinceNanos());
    return silence.compareTo(SILENCE_MAX) < 0
        ? null
        : "Kafka has acknowledged nothing for " + silence.toSeconds() + " s";
  }

  /** How long ago Kafka last acknowledged an event; null before the first. */
  public @Nullable Duration acknowledgementAge() {
    PublishWindow open = window;
    long nanos = open == null ? 0 : open.acknowledgedNanos();
    return nanos == 0 ? null : Duration.ofNanos(System.nanoTime() - nanos);
  }
}
