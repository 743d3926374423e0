package io.paymentdone.console.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a run of test traffic is. The last five counts are of this run's own payments, found one
 * by one in the feeds; null until the feeds have been read.
 *
 * @param hotUser who makes {@code hotUserShare} of the payments; null when nobody does
 * @param planned payments in all
 * @param sent payments posted so far
 * @param accepted answered 201
 * @param failed refused or given up before anything was written
 * @param unknown given up with an outcome nobody knows
 * @param retries requests repeated with the same key
 * @param lost accepted, and read from the topic by the group before the feeds were read, but in no
 *     feed; null when Kafka does not tell what the group has read
 * @param onTheWay accepted, and in no feed yet
 * @param twice feed entries beyond one per payment
 * @param outOfOrder feed entries behind one of the same user that was posted after their answer
 * @param longestGapMillis longest gap of the rebalances meanwhile; null when there was none
 */
public record TrafficState(
    String id,
    Phase state,
    Instant startedAt,
    int ratePerSecond,
    int users,
    double hotUserShare,
    @Nullable String hotUser,
    int seconds,
    long planned,
    long sent,
    long accepted,
    long failed,
    long unknown,
    long retries,
    @Nullable Long onTopic,
    @Nullable Long inFeeds,
    @Nullable Long lost,
    @Nullable Long onTheWay,
    @Nullable Long twice,
    @Nullable Long outOfOrder,
    @Nullable Long longestGapMillis) {

  /** Where a run is. */
  public enum Phase {
    @JsonProperty("sending")
    SENDING,
    /** Looks for its payments in the feeds. */
    @JsonProperty("checking")
    CHECKING,
    @JsonProperty("done")
    DONE
  }

  /** Whether the run is over. */
  public boolean hasEnded() {
    return state == Phase.DONE;
  }
}
