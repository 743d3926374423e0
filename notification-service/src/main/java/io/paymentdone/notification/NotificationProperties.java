package io.paymentdone.notification;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Identity of this replica.
 *
 * @param clientId unique per replica: {@code client.id} in the group and {@code consumer} in feed
 *     entries
 */
@ConfigurationProperties("notification")
@Validated
public record NotificationProperties(@NotBlank String clientId) {}
