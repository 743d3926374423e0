package io.paymentdone.console.group;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/** Configuration of the Kafka admin client that all views share. */
@Configuration(proxyBeanMethods = false)
class GroupConfiguration {

  @Bean
  LazyAdmin lazyAdmin(KafkaAdmin springs) {
    Map<String, Object> settings = new HashMap<>(springs.getConfigurationProperties());
    int timeoutMillis = Math.toIntExact(KafkaCalls.TIMEOUT.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    settings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1000L);
    settings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 1000L);
    return new LazyAdmin(() -> Admin.create(settings));
  }
}
