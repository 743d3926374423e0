package io.paymentdone.payment.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of those who read payments.
 *
 * @param atOnce requests that read from the database at once; two less than the pool has
 *     connections, which totals and health use beside them
 * @param waitingMax most requests that wait for their turn; further ones are refused at once
 * @param waitMax time after which a request that waits is refused
 */
@ConfigurationProperties("payment.readers")
@Validated
record ReaderProperties(
    @DefaultValue("4") @Min(1) @Max(1_000) int atOnce,
    @DefaultValue("64") @Min(0) @Max(10_000) int waitingMax,
    @DefaultValue("1s") Duration waitMax) {}
