package io.paymentdone.console.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a run of test traffic. The counts from {@code inFeeds} on refer to the payments of
 * this run, searched one by one in the feeds; null until the feeds have been read.
 *
 * @param hotUser the user with {@code hotUserShare} of the payments; null if there is none
 * @param planned total number of payments
 * @param sent payments posted so far
 * @param accepted answered 201
 * @param failed refused
 * @param unknown given up with an unknown outcome
 * @param retries requests repeated with the same key
 * @param lost accepted, and committed by the group before the feeds were read, but in no feed; null
 *     if some payments are missing and Kafka does not answer
 * @param onTheWay accepted, not lost, and not in a feed yet; null if {@code lost} is
 * @param twice duplicate feed entries
 * @param outOfOrder feed entries that are newer than one of the same user posted after their
 *     response
 * @param longestGapMillis longest gap of the rebalances during the run; null if there was none
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

  /** Phase of a run. */
  public enum Phase {
    @JsonProperty("sending")
    SENDING,
    /** The payments are searched in the feeds. */
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
