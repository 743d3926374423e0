package io.paymentdone.console.payments;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How far back the console reads the topic.
 *
 * @param lookBack greatest age of the first payment
 * @param paymentsMax most payments that are counted, about 30 bytes each; the oldest are forgotten
 */
@Validated
@ConfigurationProperties("payment-done.console.tap")
record PaymentTopicProperties(
    @DefaultValue("24h") Duration lookBack,
    @DefaultValue("1250000") @Min(1_000) @Max(10_000_000) int paymentsMax) {}
