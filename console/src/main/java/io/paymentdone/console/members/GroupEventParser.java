package io.paymentdone.console.members;

import io.paymentdone.events.GroupEvent;
import io.paymentdone.events.PartitionProgress;
import io.paymentdone.events.Topics;
import io.paymentdone.web.FieldProblem;
import io.paymentdone.web.TextRule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads group events as anybody's input: what is no event, or cannot be one, is refused. */
final class GroupEventReader {

  /** Three partitions take 500 bytes. */
  static final int BYTES_MAX = 16_384;

  private static final TextRule NAME = new TextRule(1, 255, false);
  private static final TextRule MEMBER_ID = new TextRule(0, 255, false);
  private static final TextRule TROUBLE = new TextRule(0, 300, false);

  /** Several minutes of all that a member can read, told at once. */
  private static final int COUNT_MAX = 10_000_000;

  private static final Duration WAIT_MAX = Topics.PAYMENT_DONE_RETENTION.multipliedBy(2);

  /** The broker's clock may be ahead. */
  private static final Duration AHEAD_MAX = Duration.ofHours(1);

  private final JsonMapper json;

  GroupEventReader(JsonMapper json) {
    this.json = json;
  }

  /**
   * The event.
   *
   * @param value null when it is longer than {@link #BYTES_MAX}, or when there is none
   * @throws IllegalArgumentException when it is none
   */
  GroupEvent read(byte @Nullable [] value, int valueBytes, Instant at, Instant now) {
    if (value == null) {
      throw new IllegalArgumentException("a value of " + valueBytes + " bytes");
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
      throw new IllegalArgumentException("its " + what + " cannot be");
    }
  }
}
