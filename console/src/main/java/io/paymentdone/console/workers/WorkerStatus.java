package io.paymentdone.console.workers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is.
 *
 * @param name of its thread
 * @param since when it last did what it is for; null while it runs
 * @param reason why it does not run
 * @param skipped offsets that no memory was enough for; 0 for who reads no topic
 * @param lastSkipped the newest of them, as {@code topic-partition@offset}
 */
public record WorkerStatus(
    String name,
    boolean running,
    @Nullable Instant since,
    @Nullable String reason,
    long skipped,
    @Nullable String lastSkipped) {}
