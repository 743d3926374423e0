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
      WebhookClientProperties properties,
      DeliveryProperties limits,
      AllowedAddresses addresses,
      Clock clock) {
    return new WebhookClient(
        properties,
        limits,
        new GuardedDnsResolver(SystemDefaultDnsResolver.INSTANCE, addresses),
        clock);
  }
}
