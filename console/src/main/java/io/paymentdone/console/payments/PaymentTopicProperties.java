package io.paymentdone.console.payments;

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
 * @param paymentsMax payments that are counted, about 30 bytes each; of more, the newest
 */
@Validated
@ConfigurationProperties("payment-done.console.tap")
record PaymentTopicProperties(
    @DefaultValue("24h") Duration lookBack,
    @DefaultValue("1250000") @Min(1_000) @Max(10_000_000) int paymentsMax) {}
