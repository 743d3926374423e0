package io.paymentdone.console.rebalances;

import io.paymentdone.kafka.oversized.RecordLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
  private static final Duration AHEAD_MAX = Duration.ofHours(1);

  private CardCheck() {}

  /**
   * Refuses a rebalance that this console cannot have written.
   *
   * @throws IllegalArgumentException that names the invalid value
   */
  static void check(@Nullable Rebalance card, Instant now) {
    if (card == null) {
      throw new IllegalArgumentException("the record has no rebalance");
    }
    id(card.id());
    id(card.groupId());
    check(card.startedAt() != null && !card.startedAt().isAfter(now.plus(AHEAD_MAX)), "startedAt");
    check(card.complete() && card.endedAt() != null, "end");
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
                move.partition() >= 0
                    && notNegative(move.ownershipGapMillis())
                    && notNegative(move.dataGapMillis())),
        "moves");
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

  private static boolean notNegative(@Nullable Long figure) {
    return figure == null || figure >= 0;
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException("the rebalance has an invalid value for " + what);
    }
  }
}
