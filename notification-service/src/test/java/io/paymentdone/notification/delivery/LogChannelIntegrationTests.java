package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.Events;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "notification.log-channel.enabled=true")
@WithPostgresAndKafka
@ExtendWith(OutputCaptureExtension.class)
class LogChannelIntegrationTests {

  @Autowired private KafkaTemplate<byte[], byte[]> kafka;
  @LocalServerPort private int port;

  private final String user = "user-" + UUID.randomUUID();

  @Test
  void writesALineForEachEntryOfEveryUser(CapturedOutput output) {
    Events.send(kafka, user, LongStream.of(71, 72));

    await().atMost(Duration.ofSeconds(30)).until(() -> delivered().size() == 2);

    for (JsonNode delivery : delivered()) {
      assertThat(delivery.path("channel").asString()).isEqualTo("log");
      assertThat(output)
          .contains(
              "Delivery "
                  + delivery.path("id").asString()
                  + ": sequence "
                  + delivery.path("sequence").asLong()
                  + ", payment "
                  + delivery.path("paymentId").asString());
    }
    assertThat(output).as("the description, the user").doesNotContain("order 71", user);
    assertThat(new Api(port).text("/actuator/prometheus"))
        .contains("notification_deliveries_attempts_total{channel=\"log\"");
  }

  private List<JsonNode> delivered() {
    return new Api(port)
        .get("/deliveries?state=DELIVERED&userId=" + user)
        .body()
        .path("items")
        .valueStream()
        .toList();
  }
}
