package io.paymentdone.notification.groupevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.events.Topics;
import io.paymentdone.events.group.GroupEvent.Kind;
import io.paymentdone.testsupport.TopicContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
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

  @Test
  void writesWhatTheTopicsDocumentSays() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    GroupEventPublisher publisher = publisher(() -> producer);
    log.assigned("m", Set.of(0, 1, 2));
    log.handled(0, 41, 7, 12);
    log.removed(Kind.REVOKED, Set.of(0));
    log.failed("the broker is away");
    log.removed(Kind.LOST, Set.of(1));
    log.leaving();
    publisher.start();
    await().atMost(Duration.ofSeconds(20)).until(() -> producer.history().size() > 4);
    publisher.stop();

    TopicContract contract = TopicContract.of(Topics.NOTIFICATION_GROUP_EVENTS);
    assertThat(producer.history())
        .allSatisfy(record -> {
          assertThat(record.topic()).isEqualTo(Topics.NOTIFICATION_GROUP_EVENTS);
          assertThat(contract.flaws(record)).isEmpty();
        });
    assertThat(producer.history())
        .extracting(record -> contract.asExample(record).at("/payload/kind").stringValue())
        .contains("ASSIGNED", "REVOKED", "LOST", "LEAVING", "PROGRESS");
  }

  /** Otherwise the page would call a live member silent. */
  @Test
  void goesOnAfterAFailure() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    AtomicInteger opened = new AtomicInteger();
    GroupEventPublisher publisher =
        publisher(() ->
            switch (opened.incrementAndGet()) {
              case 1 -> throw new IllegalStateException("thrown by a test");
              case 2 -> throw new NoClassDefFoundError("thrown by a test");
              default -> producer;
            });
    publisher.start();

    await().atMost(Duration.ofSeconds(20)).until(() -> !producer.history().isEmpty());
    publisher.stop();
  }

  private GroupEventPublisher publisher(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "max.block.ms", "500");
    return publisher(
        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  private GroupEventPublisher publisher(Supplier<Producer<byte[], byte[]>> producers) {
    GroupEventsProperties properties =
        new GroupEventsProperties(true, Duration.ofMillis(200), Duration.ofSeconds(1), 4);
    return new GroupEventPublisher(log, properties, producers, JsonMapper.shared());
  }

  private static Duration ofSeconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
