package io.paymentdone.console.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A partition that has an owner which reads nothing.
 *
 * @param since when the committed offset last moved, as far back as the group was watched
 * @param waiting records that the group has not read
 * @param owner member id of the owner
 * @param reason why, if the member reports a reason or the offsets show one; otherwise null
 * @param sentence all of this, for people
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
