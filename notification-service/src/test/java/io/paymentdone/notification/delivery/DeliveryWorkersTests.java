package io.paymentdone.notification.delivery;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.json.JsonMapper;

class DeliveryWorkersTests {

  /** No channel has a target, so nobody connects. */
  private final DriverManagerDataSource database = new DriverManagerDataSource();

  private final DeliveryProperties properties =
      new DeliveryProperties(
          List.of(Duration.ofSeconds(1)),
          1,
          1,
          Duration.ofMillis(10),
          Duration.ofSeconds(45),
          Duration.ofSeconds(4),
          Duration.ofDays(7));

  @Test
  void looksForDeliveriesAgainAfterAnError() {
    AtomicInteger polls = new AtomicInteger();
    Channel broken =
        new Channel() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Audience audience() {
            return Audience.EVERYBODY;
          }

          @Override
          public List<Integer> targets() {
            if (polls.incrementAndGet() <= 2) {
              throw new NoClassDefFoundError("thrown by a test");
            }
            return List.of();
          }

          @Override
          public Outcome send(Delivery delivery) {
            throw new AssertionError("there is nothing to send");
          }
        };
    DeliveryWorkers workers =
        new DeliveryWorkers(
            List.of(broken),
            new LaneTable(database, JsonMapper.shared(), properties),
            new DeliveryMetrics(
                new SimpleMeterRegistry(), JdbcClient.create(database), new Channels(List.of())),
            properties,
            Clock.systemUTC());

    workers.start();
    try {
      await().atMost(Duration.ofSeconds(10)).until(() -> polls.get() > 2);
    } finally {
      workers.stop();
    }
  }
}
