package io.paymentdone.notification.webhook;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Time limits of requests to webhook endpoints.
 *
 * @param timeOut of a request from the look-up of its host's name to the end of the response; at
 *     most half of {@code notification.deliveries.lease}
 * @param connectTimeOut of a connection to one of the host's addresses, of each read in its TLS
 *     handshake, and of the wait for a connection while the host has as many as it may
 */
@ConfigurationProperties("notification.webhooks")
@Validated
record WebhookClientProperties(
    @DefaultValue("20s") @DurationMin(millis = 1) @DurationMax(minutes = 1) Duration timeOut,
    @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration connectTimeOut) {}
