package io.paymentdone.notification.webhook;

import io.paymentdone.notification.delivery.DeliveryProperties;
import java.time.Clock;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration of the requests to webhook endpoints. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

  @Bean
  WebhookClient webhookClient(
      WebhookProperties properties,
      DeliveryProperties limits,
      AllowedAddresses addresses,
      Clock clock) {
    if (properties.timeOut().compareTo(limits.lease().dividedBy(2)) > 0) {
      // An attempt begins in the first half of a lease, and must end within it.
      throw new IllegalArgumentException(
          "notification.webhooks.time-out is "
              + properties.timeOut()
              + ", at most half of notification.deliveries.lease ("
              + limits.lease()
              + ") is possible");
    }
    return new WebhookClient(
        properties,
        limits,
        new GuardedDnsResolver(SystemDefaultDnsResolver.INSTANCE, addresses),
        clock);
  }
}
