package io.paymentdone.notification.feed;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long feeds go back.
 *
 * @param retention age from which an event is not received and its entry is purged; longer than the
 *     topic keeps records
 * @param purgeInterval pause between two purges
 * @param purgeBatch most rows that one transaction of a purge deletes
 */
@ConfigurationProperties("notification.feed")
@Validated
public record FeedProperties(
    @DefaultValue("400d") Duration retention,
    @DefaultValue("1h") Duration purgeInterval,
    @DefaultValue("1000") @Min(1) @Max(100_000) int purgeBatch) {}
