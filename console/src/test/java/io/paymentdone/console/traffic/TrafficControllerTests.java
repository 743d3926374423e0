package io.paymentdone.console.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.WithoutServers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Without the services: no process listens on that port. */
@WithoutServers
@TestPropertySource(
    properties = {
      "payment-done.console.services.payment-service=http://127.0.0.1:1",
      "payment-done.console.services.notification-service=http://127.0.0.1:1"
    })
class TrafficControllerTests {

  @Autowired MockMvcTester http;
  @Autowired TrafficRuns runs;

  @AfterEach
  void stop() {
    runs.end();
  }

  @Test
  void startsNoOtherRunUntilTheFirstHasEnded() {
    assertThat(start()).hasStatus(202);
    String first = id();

    assertThat(start())
        .hasStatus(409)
        .bodyJson()
        .isLenientlyEqualTo("{\"code\":\"traffic-is-on\",\"retryable\":true}");
    assertThat(id()).isEqualTo(first);

    assertThat(http.delete().uri("/api/traffic")).hasStatusOk();
    await().atMost(Duration.ofSeconds(30)).until(() -> start().getResponse().getStatus() == 202);
    assertThat(id()).isNotEqualTo(first);
  }

  private MvcTestResult start() {
    return http.post()
        .uri("/api/traffic")
        .contentType(MediaType.APPLICATION_JSON)
        .content("{\"ratePerSecond\":1,\"seconds\":60}")
        .exchange();
  }

  private String id() {
    return runs.current().orElseThrow().id();
  }
}
