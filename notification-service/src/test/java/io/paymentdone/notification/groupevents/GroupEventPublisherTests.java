package io.paymentdone.notification.groupevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.group.GroupEvent.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class GroupEventPublisherTests {

  private final MemberLog log = new MemberLog("group", "member-1", 4);

  @Test
  void doesNotDelayRebalanceOrShutdownWhileKafkaDoesNotAnswer() throws IOException {
    try (ServerSocket blackHole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      GroupEventPublisher publisher = publisher("127.0.0.1:" + blackHole.getLocalPort());
      publisher.start();
      // Until the sender hangs in send() and the queue behind it is full.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            long start = System.nanoTime();
            log.assigned("m", Set.of(0));
            log.removed(Kind.REVOKED, Set.of(0));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(1));
            return log.dropped() > 0;
          });

      long stop = System.nanoTime();
      publisher.stop();

      assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(ofSeconds(5));
    }
  }

  private GroupEventPublisher publisher(String bootstrapServers) {
    GroupEventsProperties properties =
        new GroupEventsProperties(true, Duration.ofMillis(200), Duration.ofSeconds(1), 4);
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", "500");
    return new GroupEventPublisher(
        log,
        properties,
        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
        JsonMapper.shared());
  }

  private static Duration ofSeconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
