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
 * @param heartbeat longest pause between two comments that keep proxies from closing a silent
 *     stream, and find out that its client is gone
 * @param clientsMax most streams of one replica
 * @param clientsMaxPerCaller most streams of one replica that one caller has: an API client, or
 *     where nobody logs in an address
 * @param retry time that a browser is told to wait before it opens a broken stream anew
 * @param slowAfter time after which a client that does not take what it was sent is cut off
 */
@ConfigurationProperties("notification.stream")
@Validated
record StreamProperties(
    @DefaultValue("200ms") Duration tick,
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("1000") @Min(1) @Max(100_000) int clientsMax,
    @DefaultValue("500") @Min(1) @Max(100_000) int clientsMaxPerCaller,
    @DefaultValue("2s") Duration retry,
    @DefaultValue("10s") Duration slowAfter) {}
