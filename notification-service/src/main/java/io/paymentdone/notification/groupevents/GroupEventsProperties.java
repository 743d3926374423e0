package io.paymentdone.notification.groupevents;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often a member publishes events about itself.
 *
 * @param enabled whether the member publishes events
 * @param activeInterval interval of progress events while records arrive
 * @param idleInterval interval of progress events while no records arrive
 * @param queueCapacity most events that wait for the sender; further events are dropped
 */
@Validated
@ConfigurationProperties("payment-done.group-events")
record GroupEventsProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("200ms") Duration activeInterval,
    @DefaultValue("1s") Duration idleInterval,
    @DefaultValue("256") @Min(1) @Max(100_000) int queueCapacity) {}
