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
 * @param tick interval of polls for new entries and marks, with one query each for all clients
 * @param heartbeat longest interval of comments, which keep proxies from closing an idle stream and
 *     detect clients that have disconnected
 * @param clientsMax most streams of one replica
 * @param clientsMaxPerCaller most streams of one replica that one caller may have; a caller is an
 *     API client, or an address if there is no authentication
 * @param clientsMaxPerUser the same for a user with a token
 * @param ageMax age at which the stream of a caller that has logged in is ended; the caller resumes
 *     it after its last event, and its credentials are checked again
 * @param retry time after which a browser reconnects a broken stream
 * @param slowAfter time after which a client that does not read its events is disconnected
 */
@ConfigurationProperties("notification.stream")
@Validated
record StreamProperties(
    @DefaultValue("200ms") Duration tick,
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("1000") @Min(1) @Max(100_000) int clientsMax,
    @DefaultValue("500") @Min(1) @Max(100_000) int clientsMaxPerCaller,
    @DefaultValue("20") @Min(1) @Max(100_000) int clientsMaxPerUser,
    @DefaultValue("15m") Duration ageMax,
    @DefaultValue("2s") Duration retry,
    @DefaultValue("10s") Duration slowAfter) {}
