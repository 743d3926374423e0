package io.paymentdone.console.rebalances;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rebalance of a consumer group.
 *
 * @param id stable identifier
 * @param startedAt time of the first change
 * @param endedAt when the coordinator and the members agreed again; null while the rebalance lasts
 * @param complete whether all figures are final: moved partitions caught up, or had no traffic
 * @param fromOutside whether no member has published a group event: times are then those of the
 *     polls of the coordinator, and gaps and unaffected partitions are unknown
 * @param triggers members that joined or were removed; may be empty
 * @param epochBefore the group epoch before; null for a classic group
 * @param epochAfter the last group epoch; null for a classic group
 * @param moves partitions that an owner gave up, whoever owns them now
 * @param unaffected partitions that kept their owner; {@code kept} in JSON
 * @param ownershipGapMillisMax longest gap of all moves; null while no gap is known
 * @param dataGapMillisMax longest time that a record of a moved partition waited; null without
 *     traffic
 * @param steps what happened, in order
 * @param recorded whether the console read it from the topic, and did not see it itself
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
    @JsonProperty("kept") List<Unaffected> unaffected,
    @Nullable Long ownershipGapMillisMax,
    @Nullable Long dataGapMillisMax,
    List<Step> steps,
    boolean recorded) {

  /** This rebalance, read from the topic. */
  Rebalance asRecorded() {
    return new Rebalance(
        id,
        groupId,
        startedAt,
        endedAt,
        complete,
        fromOutside,
        triggers,
        epochBefore,
        epochAfter,
        membersBefore,
        membersAfter,
        phases,
        moves,
        unaffected,
        ownershipGapMillisMax,
        dataGapMillisMax,
        steps,
        true);
  }

  /** Why the membership changed. */
  public enum Cause {
    @JsonProperty("join")
    JOIN,
    /** The member announced that it leaves. */
    @JsonProperty("leave")
    LEAVE,
    /** The member fell silent and its session timed out. */
    @JsonProperty("timeout")
    TIMEOUT,
    /** The member left or timed out; without group events the cause is unknown. */
    @JsonProperty("gone")
    GONE
  }

  /**
   * A member that joined or was removed.
   *
   * @param silentMillis from the last event of the member to its removal; null unless its session
   *     timed out
   */
  public record Trigger(
      Cause cause, String memberId, String clientId, @Nullable Long silentMillis) {}

  /**
   * A part of the rebalance: {@code silence}, {@code give-up}, {@code take-over}, {@code settle}.
   */
  public record Phase(String phase, Instant from, Instant to) {}

  /**
   * A partition that changed its owner.
   *
   * @param from client id of the old owner; null if the partition had none
   * @param to client id of the new owner, which may be the old one; null while there is none
   * @param releasedAt when the old owner gave the partition up, or published its last event
   * @param ownershipGapMillis from {@code releasedAt} to {@code takenAt}
   * @param dataGapMillis longest time that a record waited; null without records
   * @param records handled during the rebalance
   * @param fromMemberId member id of the old owner, for client ids need not be unique; null if the
   *     partition had none, or in a record from before there was this field
   * @param toMemberId member id of the new owner, likewise
   */
  public record Move(
      int partition,
      @Nullable String from,
      @Nullable String to,
      @Nullable Instant releasedAt,
      @Nullable Instant takenAt,
      @Nullable Long ownershipGapMillis,
      @Nullable Long dataGapMillis,
      long records,
      @Nullable String fromMemberId,
      @Nullable String toMemberId) {}

  /**
   * A partition that kept its owner.
   *
   * @param dataGapMillis longest time that a record waited; null without records
   * @param records handled during the rebalance
   */
  public record Unaffected(
      int partition, String owner, @Nullable Long dataGapMillis, long records) {}

  /** One event of the rebalance, as text for people. */
  public record Step(Instant at, String text) {}
}
