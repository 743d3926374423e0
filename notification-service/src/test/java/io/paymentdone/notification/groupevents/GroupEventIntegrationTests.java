package io.paymentdone.notification.groupevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.Topics;
import io.paymentdone.testsupport.TopicContract;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class GroupEventIntegrationTests {

  @Autowired private KafkaConnectionDetails kafka;

  @Test
  void membersWriteWhatTheTopicsDocumentSays() {
    TopicContract contract = TopicContract.of(Topics.NOTIFICATION_GROUP_EVENTS);
    List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.getBootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partition =
          List.of(new TopicPartition(Topics.NOTIFICATION_GROUP_EVENTS, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(events::add);
            return events.size() > 2;
          });
    }

    assertThat(events).allSatisfy(event -> assertThat(contract.flaws(event)).isEmpty());
  }
}
