package io.paymentdone.console.rebalances;

import io.paymentdone.kafka.oversized.RecordLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Validates a rebalance that was read from the topic: every producer of the topic can write one.
 */
final class CardCheck {

  /** Size of one rebalance as JSON: 200 steps of 200 characters. */
  static final int BYTES_MAX = 65_536;

  /** The key is the id of the rebalance. */
  static final RecordLimits LIMITS = new RecordLimits(1_024, BYTES_MAX, 16_384);

  private static final int ID_MAX = 300;
  private static final int LIST_MAX = 1_000;
  private static final int MEMBERS_MAX = 1_000;
  private static final int PARTITIONS_MAX = 1_000;

  /** Tolerance for members whose clock is ahead. */
  private static final Duration AHEAD_MAX = Duration.ofMinutes(1);

  private CardCheck() {}

  /**
   * Refuses a rebalance that no console can have written.
   *
   * @throws IllegalArgumentException that names the invalid value
   */
  static void check(@Nullable Rebalance card, Instant now) {
    if (card == null) {
      throw new IllegalArgumentException("the record has no rebalance");
    }
    id(card.id());
    id(card.groupId());
    check(card.startedAt() != null && isPast(card.startedAt(), now), "startedAt");
    Instant end = card.endedAt();
    check(
        card.complete() && end != null && isPast(end, now) && !end.isBefore(card.startedAt()),
        "end");
    Integer before = card.epochBefore();
    Integer after = card.epochAfter();
    check(
        notNegative(before)
            && notNegative(after)
            && (before == null || after == null || after > before),
        "epochs");
    check(isCount(card.membersBefore()) && isCount(card.membersAfter()), "members");
    list(card.triggers(), "triggers");
    list(card.phases(), "phases");
    list(card.moves(), "moves");
    list(card.unaffected(), "kept");
    list(card.steps(), "steps");
    check(
        notNegative(card.ownershipGapMillisMax()) && notNegative(card.dataGapMillisMax()), "gaps");
    check(
        card.moves().stream()
            .allMatch(move ->
                isPartition(move.partition())
                    && move.records() >= 0
                    && notNegative(move.ownershipGapMillis())
                    && notNegative(move.dataGapMillis())),
        "moves");
    check(
        card.unaffected().stream()
            .allMatch(kept ->
                isPartition(kept.partition())
                    && kept.owner() != null
                    && kept.records() >= 0
                    && notNegative(kept.dataGapMillis())),
        "kept");
    check(
        Stream.concat(
                    card.moves().stream().map(Rebalance.Move::partition),
                    card.unaffected().stream().map(Rebalance.Unaffected::partition))
                .distinct()
                .count()
            == card.moves().size() + card.unaffected().size(),
        "partitions");
    check(
        card.phases().stream()
            .allMatch(phase -> phase.phase() != null && phase.from() != null && phase.to() != null),
        "phases");
    check(
        card.triggers().stream()
            .allMatch(trigger -> trigger.cause() != null && trigger.memberId() != null),
        "triggers");
    check(
        card.steps().stream().allMatch(step -> step.at() != null && step.text() != null), "steps");
  }

  private static void id(@Nullable String id) {
    check(
        id != null
            && !id.isEmpty()
            && id.length() <= ID_MAX
            && id.chars().noneMatch(Character::isISOControl),
        "id");
  }

  private static void list(@Nullable Collection<?> list, String name) {
    check(
        list != null && list.size() <= LIST_MAX && list.stream().allMatch(one -> one != null),
        name);
  }

  private static boolean isPast(Instant time, Instant now) {
    return !time.isAfter(now.plus(AHEAD_MAX));
  }

  private static boolean isCount(int members) {
    return members >= 0 && members <= MEMBERS_MAX;
  }

  private static boolean isPartition(int partition) {
    return partition >= 0 && partition < PARTITIONS_MAX;
  }

  private static boolean notNegative(@Nullable Number figure) {
    return figure == null || figure.longValue() >= 0;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException("the rebalance has an invalid value for " + what);
    }
  }
}
