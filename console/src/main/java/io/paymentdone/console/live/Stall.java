package io.paymentdone.console.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A partition that has a reader and is not read.
 *
 * @param since when its committed offset last moved, as far as it was watched
 * @param waiting records on the topic that are not read
 * @param owner member id of its reader
 * @param reason why, where the member tells it or the offsets do; else null
 * @param sentence the same for people
 */
record Stall(
    int partition,
    String topic,
    Instant since,
    long waiting,
    String owner,
    String ownerClientId,
    @Nullable String reason,
    String sentence) {}
