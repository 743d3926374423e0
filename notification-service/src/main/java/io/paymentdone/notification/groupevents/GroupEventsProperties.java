package io.paymentdone.notification.groupevents;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often a member tells about itself.
 *
 * @param enabled whether it does at all
 * @param activeInterval between two progress events while records arrive
 * @param idleInterval between two signs of life while none do
 * @param queueCapacity events that wait for the sender; more are dropped
 */
@Validated
@ConfigurationProperties("payment-done.group-events")
record GroupEventsProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("200ms") Duration activeInterval,
    @DefaultValue("1s") Duration idleInterval,
    @DefaultValue("256") @Min(1) @Max(100_000) int queueCapacity) {}
