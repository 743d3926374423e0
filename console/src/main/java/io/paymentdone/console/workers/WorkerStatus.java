package io.paymentdone.console.workers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Status of a worker.
 *
 * @param name name of the thread
 * @param since when the worker last succeeded; null while it runs
 * @param reason why the worker does not run; null while it runs
 * @param skipped number of records that were too large; 0 for a worker that reads no topic
 * @param lastSkipped the last skipped record, as {@code topic-partition@offset}
 * @param rejected number of records that are not used, the skipped ones among them
 */
public record WorkerStatus(
    String name,
    boolean running,
    @Nullable Instant since,
    @Nullable String reason,
    long skipped,
    @Nullable String lastSkipped,
    long rejected) {

  /** The status of a worker that reads no topic. */
  WorkerStatus(String name, boolean running, @Nullable Instant since, @Nullable String reason) {
    this(name, running, since, reason, 0, null, 0);
  }
}
