package io.paymentdone.web.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with the local stack's heap, and clients that open its limits to their end. */
class HeldConnectionsSystemTests {

  /** More than are allowed with this heap. */
  private static final int CONNECTIONS = 2000;

  /** A service that has just started answers its first requests ten times slower. */
  private static final int WARM_UP = 500;

  private static final int ANSWERS_MIN = 20;

  private static final Duration HELD = Duration.ofSeconds(8);

  /** Of the median; a single one may wait for its turn on a machine that does much else. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

  private static final int ENDLESS = 500;
  private static final int HEAP_BYTES = 256 << 20;

  /** What connections and bodies may take: a half of the heap and an eighth. */
  private static final int HELD_BYTES_MAX = HEAP_BYTES / 8 * 5;

  /** What Tomcat keeps for the next connections. */
  private static final int KEPT_BYTES_MAX = 32 << 20;

  /** However many connections there are. */
  private static final int MORE_THREADS_MAX = 15;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int TRIES_MAX = 3;

  private static final String HALF_A_HEAD =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(7000);
  private static final String BODY_WITHOUT_ITS_END =
      "POST /echo HTTP/1.1\r\n"
          + "Host: localhost\r\n"
          + "Content-Type: application/json\r\n"
          + "Content-Length: 65536\r\n\r\n"
          + "{\"a\":\""
          + "z".repeat(65529);
  private static final String CHUNKED_HEAD =
      String.join(
          "\r\n",
          "POST /echo HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/json",
          "Transfer-Encoding: chunked",
          "",
          "");
  private static final String CHUNK = "40\r\n" + " ".repeat(0x40) + "\r\n";
  private static final String USAGE =
      "GET /usage HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final String REQUEST =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 9\r\nConnection: close\r\n\r\n{\"a\":\"b\"}";

  @TempDir Path directory;

  private Process service;
  private int port;
  private Usage before = new Usage(0, 0);

  /**
   * What the service takes.
   *
   * @param threads of the platform
   * @param heapBytes after a garbage collection
   */
  private record Usage(int threads, long heapBytes) {}

  @BeforeEach
  void start() throws IOException {
    service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_BYTES,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                HeldApplication.class.getName(),
                "--spring.profiles.active=local",
                "--server.port=0")
            .redirectError(directory.resolve("errors").toFile())
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8));
    port =
        output
            .lines()
            .filter(line -> line.startsWith(HeldApplication.PORT))
            .map(line -> line.substring(HeldApplication.PORT.length()))
            .map(Integer::valueOf)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the service did not start: " + errors()));
    Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
    for (int i = 0; i < WARM_UP; i++) {
      assertThat(tryOnce(REQUEST)).startsWith("HTTP/1.1 200 ");
    }
    before = usage();
  }

  @AfterEach
  void stop() throws InterruptedException {
    service.destroyForcibly().waitFor();
  }

  @Test
  void answersOthersWhileHeadsAreHeld() throws IOException {
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(CONNECTIONS, HALF_A_HEAD);
      assertThatOthersAreAnswered(held, "y");
    }
  }

  @Test
  void answersOthersWhileBodiesAreHeld() throws IOException {
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(CONNECTIONS, BODY_WITHOUT_ITS_END);
      assertThatOthersAreAnswered(held, "");
    }
  }

  @Test
  void answersOthersWhileBothAreHeld() throws IOException {
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(CONNECTIONS / 2, BODY_WITHOUT_ITS_END);
      held.open(CONNECTIONS / 2, HALF_A_HEAD);
      assertThatOthersAreAnswered(held, "");
    }
  }

  @Test
  void answersOthersWhileBodiesDoNotEnd() throws IOException {
    try (HeldConnections held = new HeldConnections(port)) {
      held.open(ENDLESS, CHUNKED_HEAD);
      assertThatOthersAreAnswered(held, CHUNK);
    }
  }

  /** And that memory and threads do not grow with the connections. */
  private void assertThatOthersAreAnswered(HeldConnections held, String more) throws IOException {
    List<Duration> times = new ArrayList<>();
    long endNanos = System.nanoTime() + HELD.toNanos();
    while (System.nanoTime() - endNanos < 0 || times.size() < ANSWERS_MIN) {
      held.goOn(more);
      long begin = System.nanoTime();
      String answer = exchange();
      Duration time = Duration.ofNanos(System.nanoTime() - begin);
      times.add(time);
      assertThat(answer)
          .as("%s ms, alive: %s", time.toMillis(), service.isAlive())
          .startsWith("HTTP/1.1 200 ");
    }
    assertThat(service.isAlive()).as(errors()).isTrue();
    assertThat(median(times)).as("median of %s", times).isLessThan(ANSWER_MAX);

    Usage during = usage();
    assertThat(during.threads()).isLessThanOrEqualTo(before.threads() + MORE_THREADS_MAX);
    assertThat(during.heapBytes()).isLessThanOrEqualTo(before.heapBytes() + HELD_BYTES_MAX);
    held.close();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(usage().heapBytes())
                .isLessThanOrEqualTo(before.heapBytes() + KEPT_BYTES_MAX));
  }

  private Usage usage() {
    String answer =
        await()
            .atMost(PATIENCE)
            .until(() -> tryOnce(USAGE), text -> text.startsWith("HTTP/1.1 200 "));
    String[] figures = answer.substring(answer.indexOf("\r\n\r\n")).strip().split(" ", -1);
    return new Usage(Integer.parseInt(figures[0]), Long.parseLong(figures[1]));
  }

  private static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  /**
   * A connection that is closed without an answer is tried again, as clients do, and so is a
   * refusal: a body that did not come with its head may meet a moment without memory.
   */
  private String exchange() throws IOException {
    String answer = "";
    for (int tries = 0; isToRepeat(answer) && tries < TRIES_MAX; tries++) {
      answer = tryOnce(REQUEST);
    }
    return answer;
  }

  private static boolean isToRepeat(String answer) {
    return answer.isEmpty()
        || (answer.startsWith("HTTP/1.1 503 ") && answer.contains("\"overloaded\""));
  }

  private String tryOnce(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (SocketException closed) {
      return "";
    }
  }

  private String errors() {
    try {
      return Files.readString(directory.resolve("errors"));
    } catch (IOException e) {
      return "no errors to read: " + e;
    }
  }
}
