package io.paymentdone.notification.stream;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the live feed.
 *
 * @param tick pause between two looks for new entries, one query each for all clients
 * @param heartbeat pause between two comments that keep proxies from closing a silent stream
 * @param clientsMax most streams of one replica
 * @param slowAfter time after which a client that does not take what it was sent is cut off
 */
@ConfigurationProperties("notification.stream")
@Validated
record StreamProperties(
    @DefaultValue("200ms") Duration tick,
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("1000") @Min(1) @Max(100_000) int clientsMax,
    @DefaultValue("10s") Duration slowAfter) {}
