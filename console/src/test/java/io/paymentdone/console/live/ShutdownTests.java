package io.paymentdone.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithoutServers
@DirtiesContext
class ShutdownTests {

  @Autowired MockMvcTester http;
  @Autowired LiveGroups groups;

  @Test
  void refusesAPageThatReconnectsDuringShutdown() {
    groups.stop();

    assertThat(http.get().uri("/api/groups/notification-service/stream"))
        .hasStatus(503)
        .hasHeader("Retry-After", "2")
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("shutting-down");
  }

  /** Spring's test framework pauses cached contexts and restarts them. */
  @Test
  void acceptsPagesAgainAfterARestart() {
    groups.stop();
    groups.start();

    assertThat(http.head().uri("/api/groups/notification-service/stream")).hasStatusOk();
  }
}
