package io.paymentdone.console.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.HostileRequests;
import io.paymentdone.testsupport.RawHttp;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** A 4xx problem document and no traffic, whatever comes in over the socket. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.config.name=console",
      "spring.kafka.bootstrap-servers=127.0.0.1:1",
      // Only the tests' classpath has a database.
      "spring.autoconfigure.exclude="
          + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@ActiveProfiles("local")
class BadHttpInputTests {

  @LocalServerPort private int port;
  @Autowired private TrafficRuns runs;

  static Stream<Arguments> requests() {
    return HostileRequests.to(
        Map.of(
            "POST /api/traffic",
            "{\"ratePerSecond\":1,\"seconds\":1}",
            "POST /api/payments",
            "{\"userId\":\"user1\"}",
            "POST /api/poison",
            "{\"userId\":\"user1\"}",
            "POST /api/lab",
            "{\"partitions\":3}",
            "PUT /api/receiver",
            "{\"on\":true}",
            "PUT /api/replicas",
            "{\"count\":1}",
            "PUT /api/subscriptions",
            "{\"language\":\"de\"}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void refuses(String name, String problem, byte[] request) {
    HostileRequests.assertRefused(
        new RawHttp(port, Duration.ofSeconds(15)).exchange(request), problem);
  }

  @AfterEach
  void hasStartedNothing() {
    assertThat(runs.current()).isEmpty();
  }
}
