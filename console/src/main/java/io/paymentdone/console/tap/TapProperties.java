package io.paymentdone.console.tap;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How far back the console knows the topic.
 *
 * @param lookBack how long ago the first payment may have been made
 * @param paymentsMax payments in memory, about 250 bytes each
 */
@Validated
@ConfigurationProperties("payment-done.console.tap")
record TapProperties(
    @DefaultValue("24h") Duration lookBack,
    @DefaultValue("100000") @Min(1_000) @Max(10_000_000) int paymentsMax) {}
