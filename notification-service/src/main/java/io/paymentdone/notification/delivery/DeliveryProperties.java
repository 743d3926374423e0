package io.paymentdone.notification.delivery;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Deliveries: when they are tried again, how many at once, and how long they are kept.
 *
 * @param schedule pauses before each further attempt; after the last one a delivery is dead
 * @param inFlightPerTarget most attempts of a replica at once for one target
 * @param inFlight most attempts of a replica at once
 * @param pollInterval pause between two searches for due lanes
 * @param lease time after which another worker may take the lane of a worker that does not report;
 *     longer than an attempt may take
 * @param retention age from which deliveries are purged, delivered or not
 */
@ConfigurationProperties("notification.deliveries")
@Validated
public record DeliveryProperties(
    @DefaultValue({"5s", "5m", "30m", "2h", "5h", "10h", "10h"}) @NotEmpty
        List<@DurationMin(seconds = 1) @DurationMax(days = 7) Duration> schedule,
    @DefaultValue("32") @Min(1) @Max(10_000) int inFlightPerTarget,
    @DefaultValue("256") @Min(1) @Max(10_000) int inFlight,
    @DefaultValue("500ms") @DurationMin(millis = 10) Duration pollInterval,
    @DefaultValue("45s") @DurationMin(seconds = 25) Duration lease,
    @DefaultValue("7d") @DurationMin(days = 1) Duration retention) {}
