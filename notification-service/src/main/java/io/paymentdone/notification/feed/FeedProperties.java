package io.paymentdone.notification.feed;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Retention of feeds.
 *
 * @param retention age from which an event is ignored and its entry is purged; longer than the
 *     retention of the topic ({@link io.paymentdone.events.Topics#PAYMENT_DONE_RETENTION})
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
                "must be longer than the retention of payment-done, 7d; otherwise events on the"
                    + " topic would be ignored and their payments be in no feed")
        Duration retention,
    @DefaultValue("1h") Duration purgeInterval,
    @DefaultValue("1000") @Min(1) @Max(100_000) int purgeBatch) {}
