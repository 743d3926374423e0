package io.paymentdone.console.rebalances;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rebalance of a consumer group.
 *
 * @param id names it for ever
 * @param startedAt its first sign
 * @param endedAt when group and members agreed again; null while it goes on
 * @param complete whether all figures are in: moved partitions caught up, or had no traffic
 * @param fromOutside whether no member told of itself: times are then those at which the
 *     coordinator was asked; gaps, and what never stopped, cannot be known
 * @param triggers members that came and went; empty when none did
 * @param epochBefore the group epoch before; null for a classic group
 * @param epochAfter the last group epoch; null for a classic group
 * @param moves partitions that were given up, whoever has them now
 * @param kept partitions that never stopped
 * @param ownershipGapMillisMax of all moves; null while none is known
 * @param dataGapMillisMax longest time that a record of a moved partition waited; null without
 *     records: no traffic
 * @param steps what happened, in order
 */
public record Rebalance(
    String id,
    String groupId,
    Instant startedAt,
    @Nullable Instant endedAt,
    boolean complete,
    boolean fromOutside,
    List<Trigger> triggers,
    @Nullable Integer epochBefore,
    @Nullable Integer epochAfter,
    int membersBefore,
    int membersAfter,
    List<Phase> phases,
    List<Move> moves,
    List<Kept> kept,
    @Nullable Long ownershipGapMillisMax,
    @Nullable Long dataGapMillisMax,
    List<Step> steps) {

  /** How a member came or went. */
  public enum Cause {
    @JsonProperty("join")
    JOIN,
    /** It said that it would leave. */
    @JsonProperty("leave")
    LEAVE,
    /** It fell silent, and its session ended. */
    @JsonProperty("timeout")
    TIMEOUT,
    /** It left or timed out: it publishes no events that would tell. */
    @JsonProperty("gone")
    GONE
  }

  /**
   * A member that came or went.
   *
   * @param silentMillis how long it was silent before; null unless it timed out
   */
  public record Trigger(
      Cause cause, String memberId, String clientId, @Nullable Long silentMillis) {}

  /**
   * A part of the rebalance: {@code silence}, {@code give-up}, {@code take-over}, {@code settle}.
   */
  public record Phase(String phase, Instant from, Instant to) {}

  /**
   * A partition that was given up.
   *
   * @param from client id of the old owner; null when there was none
   * @param to client id of the new owner, perhaps the old one again; null while there is none
   * @param releasedAt last sign of the old owner
   * @param ownershipGapMillis from {@code releasedAt} to {@code takenAt}
   * @param dataGapMillis longest time that a record waited; null without records
   * @param records handled meanwhile
   */
  public record Move(
      int partition,
      @Nullable String from,
      @Nullable String to,
      @Nullable Instant releasedAt,
      @Nullable Instant takenAt,
      @Nullable Long ownershipGapMillis,
      @Nullable Long dataGapMillis,
      long records) {}

  /**
   * A partition that never stopped.
   *
   * @param dataGapMillis longest time that a record waited; null without records
   * @param records handled meanwhile
   */
  public record Kept(int partition, String owner, @Nullable Long dataGapMillis, long records) {}

  /** Something that happened. */
  public record Step(Instant at, String text) {}
}
