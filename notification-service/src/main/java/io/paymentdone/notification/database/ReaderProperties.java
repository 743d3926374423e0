package io.paymentdone.notification.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of HTTP requests that read from the database.
 *
 * @param atOnce requests that read at once; four fewer than the pool has connections, because
 *     streams, purge, totals and health use the same pool
 * @param waitingMax most waiting requests; further ones are refused at once
 * @param waitMax time after which a waiting request is refused
 */
@ConfigurationProperties("notification.readers")
@Validated
record ReaderProperties(
    @DefaultValue("4") @Min(1) @Max(1_000) int atOnce,
    @DefaultValue("64") @Min(0) @Max(10_000) int waitingMax,
    @DefaultValue("1s") Duration waitMax) {}
