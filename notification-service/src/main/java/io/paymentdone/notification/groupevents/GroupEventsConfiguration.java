package io.paymentdone.notification.groupevents;

import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.TRANSACTIONAL_ID_CONFIG;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.paymentdone.events.Topics;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ProducerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Configuration of the group events. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GroupEventsProperties.class)
@ConditionalOnBooleanProperty(name = "payment-done.group-events.enabled", matchIfMissing = true)
class GroupEventsConfiguration {

  @Bean
  MemberLog memberLog(
      GroupEventsProperties properties, KafkaProperties kafka, MeterRegistry metrics) {
    String clientId = kafka.getClientId();
    MemberLog log =
        new MemberLog(
            Topics.NOTIFICATION_GROUP,
            clientId == null ? Topics.NOTIFICATION_GROUP : clientId,
            properties.queueCapacity());
    FunctionCounter.builder("group.events.dropped", log, MemberLog::dropped)
        .description("Group events that were dropped because the queue was full")
        .register(metrics);
    return log;
  }

  @Bean
  GroupEventListener groupEventListener(MemberLog log) {
    return new GroupEventListener(log, Clock.systemUTC());
  }

  @Bean
  GroupEventPublisher groupEventPublisher(
      MemberLog log,
      GroupEventsProperties properties,
      ProducerFactory<?, ?> springs,
      JsonMapper json) {
    Map<String, Object> settings = new HashMap<>(springs.getConfigurationProperties());
    // A short outage loses and duplicates no event; events of a long outage may be dropped.
    settings.put(ACKS_CONFIG, "all");
    settings.put(ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(LINGER_MS_CONFIG, 0);
    settings.put(BUFFER_MEMORY_CONFIG, 1_048_576L);
    settings.put(MAX_BLOCK_MS_CONFIG, 1_000L);
    settings.put(REQUEST_TIMEOUT_MS_CONFIG, 2_000);
    settings.put(DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    settings.merge(CLIENT_ID_CONFIG, "", (id, none) -> id + "-group-events");
    settings.remove(TRANSACTIONAL_ID_CONFIG);
    return new GroupEventPublisher(
        log,
        properties,
        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
        json);
  }
}
