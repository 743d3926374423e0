package io.paymentdone.console.members;

import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent;
import io.paymentdone.events.group.PartitionProgress;
import io.paymentdone.kafka.oversized.RecordLimits;
import io.paymentdone.web.problem.FieldProblem;
import io.paymentdone.web.validation.TextRule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Parses and validates group events: every producer of the topic can write one. */
final class GroupEventParser {

  /** An event of three partitions has 500 bytes, and its key is the group's id. */
  static final RecordLimits LIMITS = new RecordLimits(1_024, 16_384, 16_384);

  private static final TextRule NAME = new TextRule(1, 255, false);
  private static final TextRule MEMBER_ID = new TextRule(0, 255, false);
  private static final TextRule TROUBLE = new TextRule(0, 300, false);

  /** More records than a member can read in several minutes. */
  private static final int COUNT_MAX = 10_000_000;

  private static final Duration WAIT_MAX = Topics.PAYMENT_DONE_RETENTION.multipliedBy(2);

  /** Tolerance for a broker whose clock is ahead. */
  private static final Duration AHEAD_MAX = Duration.ofHours(1);

  private final JsonMapper json;

  GroupEventParser(JsonMapper json) {
    this.json = json;
  }

  /**
   * Parses a record value.
   *
   * @param value null if the record has none
   * @throws IllegalArgumentException if the value is not a valid group event
   */
  GroupEvent read(byte @Nullable [] value, Instant at, Instant now) {
    if (value == null) {
      throw new IllegalArgumentException("the record has no value");
    }
    check(!at.isAfter(now.plus(AHEAD_MAX)), "time");
    GroupEvent event = json.readValue(value, GroupEvent.class);
    check(event != null && event.kind() != null, "kind");
    text(NAME, "groupId", event.groupId());
    text(MEMBER_ID, "memberId", event.memberId());
    text(NAME, "clientId", event.clientId());
    if (event.trouble() != null) {
      text(TROUBLE, "trouble", event.trouble());
    }
    check(event.partitions().size() <= Topics.PARTITIONS, "number of partitions");
    Set<Integer> seen = new HashSet<>();
    for (PartitionProgress progress : event.partitions()) {
      check(
          progress.partition() >= 0
              && progress.partition() < Topics.PARTITIONS
              && seen.add(progress.partition()),
          "partition");
      Long last = progress.lastOffset();
      check(last == null || last >= 0, "lastOffset");
      check(
          progress.count() >= 0
              && progress.count() <= COUNT_MAX
              && (last == null ? progress.count() == 0 : progress.count() - 1 <= last),
          "count");
      Long wait = progress.waitMillisMax();
      check(wait == null || (wait >= 0 && wait <= WAIT_MAX.toMillis()), "waitMillisMax");
    }
    return event;
  }

  private static void text(TextRule rule, String field, @Nullable String text) {
    FieldProblem problem = rule.check(field, text);
    if (problem != null) {
      throw new IllegalArgumentException(field + " " + problem.detail());
    }
  }

  private static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException("invalid " + what);
    }
  }
}
