package io.paymentdone.console.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.paymentdone.console.WithoutServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** With services that refuse everything. */
@WithoutServers
class TrafficControllerTests {

  private static final HttpServer SERVICES = start();

  @Autowired MockMvcTester http;
  @Autowired TrafficRuns runs;

  private static HttpServer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @DynamicPropertySource
  static void services(DynamicPropertyRegistry properties) {
    String url = "http://127.0.0.1:" + SERVICES.getAddress().getPort();
    properties.add("payment-done.console.services.payment-service", () -> url);
    properties.add("payment-done.console.services.notification-service", () -> url);
  }

  @AfterAll
  static void stopServices() {
    SERVICES.stop(0);
  }

  @AfterEach
  void stop() {
    runs.end();
  }

  @Test
  void startsNoOtherRunUntilTheFirstHasEnded() {
    assertThat(begin()).hasStatus(202);
    String first = id();

    assertThat(begin())
        .hasStatus(409)
        .bodyJson()
        .isLenientlyEqualTo("{\"code\":\"traffic-is-on\",\"retryable\":true}");
    assertThat(id()).isEqualTo(first);

    assertThat(http.delete().uri("/api/traffic")).hasStatusOk();
    await().atMost(Duration.ofSeconds(30)).until(() -> begin().getResponse().getStatus() == 202);
    assertThat(id()).isNotEqualTo(first);
  }

  private MvcTestResult begin() {
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
