package io.paymentdone.notification.feed;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long feeds go back.
 *
 * @param retention age from which an event is not received and its entry is purged; longer than the
 *     topic keeps records ({@link io.paymentdone.events.Topics#PAYMENT_DONE_RETENTION})
 * @param purgeInterval pause between two purges
 * @param purgeBatch most rows that one transaction of a purge deletes
 */
@ConfigurationProperties("notification.feed")
@Validated
public record FeedProperties(
    @DefaultValue("400d")
        @DurationMin(
            days = 7,
            inclusive = false,
            message =
                "must be longer than payment-done keeps records, 7d: an event that old would be"
                    + " ignored, its payment in no feed")
        Duration retention,
    @DefaultValue("1h") Duration purgeInterval,
    @DefaultValue("1000") @Min(1) @Max(100_000) int purgeBatch) {}
