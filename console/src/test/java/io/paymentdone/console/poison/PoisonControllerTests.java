package io.paymentdone.console.poison;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** In a console that runs no replicas. */
@WithoutServers
class PoisonControllerTests {

  @Autowired MockMvcTester http;

  @Test
  void isNotThereOutsideOfTheLocalStack() {
    assertThat(
            http.post()
                .uri("/api/poison")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"userId\":\"user1\"}"))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("not-available");
  }
}
