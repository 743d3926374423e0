package io.paymentdone.console.services;

import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Base URLs of the services. Of several URLs of one service, the first that answers is used.
 *
 * @param timeout for one request
 */
@Validated
@ConfigurationProperties("payment-done.console.services")
record ServicesProperties(
    @DefaultValue("http://localhost:8080") @NotEmpty List<URI> paymentService,
    @DefaultValue("http://localhost:8081") @NotEmpty List<URI> notificationService,
    @DefaultValue("4s") Duration timeout) {}
