package io.paymentdone.console.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WithoutServers
class KafkaUnreachableTests {

  @Autowired MockMvcTester http;

  @ParameterizedTest
  @ValueSource(strings = {"/api/groups", "/api/groups/g", "/api/partitions?userId=user1"})
  void answersUnavailableWithinThreeSeconds(String uri) {
    long begin = System.nanoTime();

    assertThat(http.get().uri(uri))
        .hasStatus(503)
        .hasHeader("Retry-After", "2")
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("unavailable");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }
}
