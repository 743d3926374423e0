package io.paymentdone.console.members;

import io.paymentdone.events.GroupEvent;
import java.time.Instant;

/**
 * An event of a member, and when it came.
 *
 * @param at by the broker's clock
 */
public record MemberSign(GroupEvent event, Instant at) {}
