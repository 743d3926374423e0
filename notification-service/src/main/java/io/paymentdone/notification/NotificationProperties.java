package io.paymentdone.notification;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Which replica this is.
 *
 * @param clientId unique per replica; client.id in the group, and {@code consumer} of feed entries
 */
@ConfigurationProperties("notification")
@Validated
public record NotificationProperties(@NotBlank String clientId) {}
