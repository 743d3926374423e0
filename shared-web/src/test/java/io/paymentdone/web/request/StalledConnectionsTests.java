package io.paymentdone.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;

/** Clients that keep the service waiting, more of them than it has connections. */
@SpringBootTest(
    classes = HeldApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.tomcat.max-connections=20",
      "web.request.head-time-max=2s",
      "spring.lifecycle.timeout-per-shutdown-phase=1s"
    })
@ActiveProfiles("local")
class StalledConnectionsTests {

  private static final String HALF_A_HEAD = "POST /echo HTTP/1.1\r\nHost: localhost\r\nX: ";

  @LocalServerPort int port;

  @Test
  void aHeadHasATimeAsAWhole() throws IOException {
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(3, HALF_A_HEAD);

      await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(8))
          .untilAsserted(() -> {
            held.goOn("x");
            assertThat(held.open()).isZero();
          });
    }
  }

  /** A form is text to Tomcat, and its body nobody's: it is read past for a while only. */
  @Test
  void aBodyThatNobodyWantsHasATimeAsAWhole() throws IOException {
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(
          3,
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              + "Content-Length: 60000\r\n\r\na=");

      await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> {
            held.goOn("x");
            assertThat(held.open()).isZero();
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HALF_A_HEAD, "", "\r\n"})
  void makeRoomForOthers(String begin) throws Exception {
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(40, begin);
      for (int i = 0; i < 5; i++) {
        held.goOn(begin.isEmpty() ? "" : begin.equals(HALF_A_HEAD) ? "x" : "\r\n");
        assertThat(echo().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void doNotCostOthersTheirStreams() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        HeldConnections held = new HeldConnections(port)) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write(
              "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(answer.lines().takeWhile(line -> !line.startsWith("data:"))).isNotEmpty();

      held.open(40, HALF_A_HEAD);
      await()
          .atMost(Duration.ofSeconds(8))
          .untilAsserted(() -> {
            held.goOn("x");
            assertThat(held.open()).isLessThan(40);
          });

      socket.setSoTimeout(500);
      assertThat(isOpen(socket)).isTrue();
    }
  }

  /** So that none is closed while its client sends the next request. The streams stay open. */
  @Test
  @DirtiesContext
  void endWithTheirAnswerWhileTheyAreScarce() throws Exception {
    assertThat(echo().headers().firstValue("Connection")).isNotEqualTo(Optional.of("close"));
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(17, "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await()
          .atMost(Duration.ofSeconds(8))
          .untilAsserted(() -> {
            held.goOn("");
            assertThat(echo().headers().firstValue("Connection")).contains("close");
          });
    }
  }

  private static boolean isOpen(Socket socket) throws IOException {
    try {
      byte[] rest = new byte[1024];
      int read = socket.getInputStream().read(rest);
      return read > 0;
    } catch (java.net.SocketTimeoutException nothingMore) {
      return true;
    }
  }

  private HttpResponse<String> echo() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/echo"))
              .timeout(Duration.ofSeconds(15))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"a\":\"b\"}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
