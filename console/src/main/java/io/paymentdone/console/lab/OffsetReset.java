package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paymentdone.web.validation.TimeParameter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to move the committed offsets of the group.
 *
 * @param time of the first record to read; required for {@code time}, otherwise ignored
 * @param dryRun whether to change nothing; true if absent
 */
record OffsetReset(@Nullable Target to, @Nullable Instant time, @Nullable Boolean dryRun) {

  /** Where the group reads from after it. */
  enum Target {
    @JsonProperty("beginning")
    BEGINNING,
    @JsonProperty("end")
    END,
    @JsonProperty("time")
    TIME
  }

  /**
   * A validated request.
   *
   * @param time used for {@link Target#TIME} only
   */
  record Checked(Target to, Instant time, boolean dryRun) {}

  /**
   * What the request does.
   *
   * @param dryRun whether nothing was changed
   */
  record MovedOffsets(List<MovedOffset> offsets, boolean dryRun) {}

  /**
   * A committed offset.
   *
   * @param from null without a commit
   */
  record MovedOffset(int partition, @Nullable Long from, long to) {}

  Checked checked() {
    FieldCheck check = new FieldCheck();
    Target target = to == null ? Target.BEGINNING : to;
    if (to == null) {
      check.add("/to", "required", "is required: beginning, end or time");
    }
    if (target == Target.TIME && time == null) {
      check.add("/time", "required", "is required with time, like 2026-11-29T09:00:00Z");
    }
    // Kafka takes negative times for something else.
    if (time != null && (time.isBefore(Instant.EPOCH) || time.isAfter(TimeParameter.LAST))) {
      check.add("/time", "out-of-range", "a time of the years 1970 to 9999");
    }
    check.end();
    return new Checked(target, time == null ? Instant.EPOCH : time, !Boolean.FALSE.equals(dryRun));
  }
}
