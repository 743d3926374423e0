package io.paymentdone.notification.delivery;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of deliveries to receivers such as webhook endpoints.
 *
 * @param schedule times from a failed attempt to the next one, each with ±20 % jitter; after the
 *     last of them a delivery is dead
 * @param inFlightPerTarget most attempts of this replica at one target at a time
 * @param inFlight most attempts of this replica at a time
 * @param pollInterval how often this replica looks for lanes that are due; its own new events wake
 *     it at once
 * @param lease how long a worker has a lane for one delivery; longer than an attempt may take
 * @param stopWithin time that attempts under way have to end when the service stops
 * @param retention age from which deliveries are purged, delivered or not
 */
@ConfigurationProperties("notification.deliveries")
@Validated
public record DeliveryProperties(
    @DefaultValue({"5s", "5m", "30m", "2h", "5h", "10h", "10h"}) @NotEmpty @Size(max = 20)
        List<@NotNull @DurationMin(millis = 1) @DurationMax(days = 7) Duration> schedule,
    @DefaultValue("32") @Min(1) @Max(1_000) int inFlightPerTarget,
    @DefaultValue("256") @Min(1) @Max(10_000) int inFlight,
    @DefaultValue("500ms") @DurationMin(millis = 10) @DurationMax(minutes = 1)
        Duration pollInterval,
    @DefaultValue("45s") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration lease,
    @DefaultValue("4s") @DurationMin(millis = 0) @DurationMax(seconds = 30) Duration stopWithin,
    @DefaultValue("7d") @DurationMin(days = 1) Duration retention) {}
