package io.paymentdone.console.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.paymentdone.console.lab.LabSettings.Assignor;
import io.paymentdone.console.lab.LabSettings.Commit;
import io.paymentdone.console.lab.LabSettings.Protocol;
import io.paymentdone.console.lab.LabSettings.Source;
import io.paymentdone.console.lab.LabSettings.Start;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request for a lab; absent fields have defaults.
 *
 * @param partitions of the lab's own topic, 1 to {@value #PARTITIONS_MAX}; ignored on {@code
 *     payment-done}
 * @param retentionMs how long the lab's own topic keeps a record, a minute to a day; ignored on
 *     {@code payment-done}
 * @param assignor ignored for the classic protocols
 * @param fixed whether each consumer has a {@code group.instance.id}: static membership
 * @param maxPollIntervalMs 5 000 to 60 000
 */
record LabPlan(
    @Nullable Source topic,
    @Nullable Integer partitions,
    @Nullable Integer retentionMs,
    @Nullable Protocol protocol,
    @Nullable Assignor assignor,
    @JsonProperty("static") @Nullable Boolean fixed,
    @Nullable Commit commit,
    @Nullable Start start,
    @Nullable Integer maxPollIntervalMs) {

  static final int PARTITIONS_MAX = 12;
  private static final int PARTITIONS = 3;
  private static final int MAX_POLL_MILLIS = 15_000;
  private static final int RETENTION_MILLIS_MIN = (int) Duration.ofMinutes(1).toMillis();
  private static final int RETENTION_MILLIS = (int) Duration.ofHours(1).toMillis();
  private static final int RETENTION_MILLIS_MAX = (int) Duration.ofDays(1).toMillis();

  /** The validated plan, with defaults for absent values. */
  LabSettings checked() {
    FieldCheck check = new FieldCheck();
    boolean own = topic != Source.PAYMENT_DONE;
    int count = check.within("/partitions", partitions, PARTITIONS, 1, PARTITIONS_MAX);
    int retention =
        check.within(
            "/retentionMs",
            retentionMs,
            RETENTION_MILLIS,
            RETENTION_MILLIS_MIN,
            RETENTION_MILLIS_MAX);
    int interval =
        check.within("/maxPollIntervalMs", maxPollIntervalMs, MAX_POLL_MILLIS, 5_000, 60_000);
    check.end();
    Protocol agreed = protocol == null ? Protocol.CONSUMER : protocol;
    Assignor assigns = assignor == null ? Assignor.UNIFORM : assignor;
    return new LabSettings(
        own ? Source.OWN : Source.PAYMENT_DONE,
        own ? Integer.valueOf(count) : null,
        own ? Integer.valueOf(retention) : null,
        agreed,
        agreed == Protocol.CONSUMER ? assigns : null,
        Boolean.TRUE.equals(fixed),
        commit == null ? Commit.AUTOMATIC : commit,
        start == null ? Start.BEGINNING : start,
        interval);
  }
}
