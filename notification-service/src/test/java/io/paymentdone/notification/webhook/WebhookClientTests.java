package io.paymentdone.notification.webhook;

import static io.paymentdone.notification.webhook.MisbehavingServer.answering;
import static io.paymentdone.notification.webhook.MisbehavingServer.answeringWithBody;
import static io.paymentdone.notification.webhook.MisbehavingServer.hanging;
import static io.paymentdone.notification.webhook.TestEndpoints.PATIENCE;
import static io.paymentdone.notification.webhook.TestEndpoints.PER_HOST;
import static io.paymentdone.notification.webhook.TestEndpoints.SECRET;
import static io.paymentdone.notification.webhook.TestEndpoints.TIME_OUT;
import static io.paymentdone.notification.webhook.TestEndpoints.endpoint;
import static io.paymentdone.notification.webhook.TestEndpoints.guarded;
import static io.paymentdone.notification.webhook.TestEndpoints.resolving;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.paymentdone.notification.delivery.Outcome;
import io.paymentdone.notification.delivery.Outcome.Delivered;
import io.paymentdone.notification.delivery.Outcome.Failed;
import io.paymentdone.notification.webhook.MisbehavingServer.Conduct;
import io.paymentdone.notification.webhook.MisbehavingServer.Request;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real requests over loopback to receivers that misbehave. */
class WebhookClientTests {

  private static final String ID = "0199c0de-0000-7000-8000-000000000001";
  private static final String BODY = "{\"text\":\"Zahlung über 5 €, 😀\"}";
  private static final String OK = "HTTP/1.1 200 OK";

  private static final Failed REFUSED_HOST =
      new Failed(null, "the host resolves to no address that deliveries may go to", null, true);

  /** What the outcome at a time-out may take, with a busy machine. */
  private static final Duration TIME_OUT_AT_LATEST = TIME_OUT.multipliedBy(10);

  /** The library that verifies has the machine's clock. */
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final Clock clock = Clock.fixed(now, ZoneOffset.UTC);
  private final List<MisbehavingServer> servers = new ArrayList<>();
  private WebhookClient client = TestEndpoints.client(clock, PATIENCE);

  @AfterEach
  void close() {
    client.close();
    servers.forEach(MisbehavingServer::close);
  }

  @Test
  void sendsARequestThatTheReceiverCanVerify() throws Exception {
    Outcome outcome = send(answering(OK));

    assertThat(outcome).isEqualTo(new Delivered(200));
    Request request = onlyRequest();
    assertThat(request.line()).isEqualTo("POST /hooks?of=me HTTP/1.1");
    assertThat(request.body()).isEqualTo(BODY);
    assertThat(request.header("webhook-id")).isEqualTo(ID);
    assertThat(request.header("webhook-timestamp")).isEqualTo("" + now.getEpochSecond());
    assertThat(request.header("content-type")).isEqualTo("application/json");
    assertThat(request.header("user-agent")).isEqualTo("payment-done");
    assertThat(request.headers()).doesNotContainKeys("accept-encoding", "cookie", "upgrade");
    new Webhook(SECRET).verify(request.body(), request.headers());
  }

  @Test
  void signsWithBothSecretsAfterARotation() throws Exception {
    byte[] old = "an older secret of 24 b.".getBytes(UTF_8);

    send(endpoint(serve(answering(OK)).url(), List.of(SECRET, old)));

    Request request = onlyRequest();
    assertThat(request.header("webhook-signature")).matches("v1,\\S{44} v1,\\S{44}");
    for (byte[] secret : List.of(SECRET, old)) {
      new Webhook(secret).verify(request.body(), request.headers());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 OK", "201 Created", "202 Accepted", "204 No Content"})
  void takesAny2xxForDelivered(String status) throws Exception {
    assertThat(send(answering("HTTP/1.1 " + status)))
        .isEqualTo(new Delivered(Integer.parseInt(status.substring(0, 3))));
  }

  @ParameterizedTest
  @CsvSource({
    "304, false",
    "400, false",
    "401, false",
    "404, false",
    "409, false",
    "410, false",
    "429, true",
    "500, false",
    "502, true",
    "503, true",
    "504, true",
    "599, false"
  })
  void takesAnyOtherStatusForFailed(int status, boolean wholeTarget) throws Exception {
    Failed failed = fail(answering("HTTP/1.1 " + status + " Secret"));

    assertThat(failed.status()).isEqualTo(status);
    assertThat(failed.wholeTarget()).isEqualTo(wholeTarget);
    assertThat(failed.retryAfter()).isNull();
    assertThat(failed.error()).startsWith("status " + status).doesNotContain("Secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void doesNotFollowRedirects(int status) throws Exception {
    MisbehavingServer metadata = serve(answering(OK));

    Failed failed = fail(answering("HTTP/1.1 " + status + " x", "Location: " + metadata.url()));

    assertThat(failed)
        .isEqualTo(
            new Failed(status, "status " + status + ", redirects are not followed", null, false));
    assertThat(metadata.connections()).isZero();
  }

  @Test
  void readsRetryAfterOfAnyFailedStatus() throws Exception {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(now.plusSeconds(90).atOffset(ZoneOffset.UTC));

    Failed inSeconds = fail(answering("HTTP/1.1 503 x", "Retry-After: 30"));
    Failed asDate = fail(answering("HTTP/1.1 400 x", "Retry-After: " + date));

    assertThat(inSeconds)
        .isEqualTo(new Failed(503, "status 503, Retry-After 30 s", Duration.ofSeconds(30), true));
    assertThat(asDate)
        .isEqualTo(new Failed(400, "status 400, Retry-After 90 s", Duration.ofSeconds(90), false));
  }

  @Test
  void takesNoCookies() throws Exception {
    MisbehavingServer server = serve(answering(OK, "Set-Cookie: a=b"));

    send(endpoint(server.url()));
    send(endpoint(server.url()));

    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().getLast().headers()).doesNotContainKey("cookie");
  }

  @Test
  void answersNoChallenge() throws Exception {
    Failed failed = fail(answering("HTTP/1.1 401 x", "WWW-Authenticate: Basic realm=\"r\""));

    assertThat(failed.error()).isEqualTo("status 401");
    assertThat(onlyRequest().headers()).doesNotContainKey("authorization");
  }

  @Test
  void leavesACompressedBodyAsItIs() throws Exception {
    assertThat(send(answeringWithBody("no gzip", OK, "Content-Encoding: gzip")))
        .isEqualTo(new Delivered(200));
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    MisbehavingServer server = serve(answeringWithBody("fine", OK));

    send(endpoint(server.url()));
    send(endpoint(server.url()));

    assertThat(server.requests()).hasSize(2);
    assertThat(server.connections()).isOne();
  }

  @Test
  void doesNotUseAConnectionThatItsServerIsAboutToClose() throws Exception {
    MisbehavingServer server = serve(answering(OK, "Keep-Alive: timeout=1"));

    send(endpoint(server.url()));

    await()
        .untilAsserted(() -> {
          send(endpoint(server.url()));
          assertThat(server.connections()).isGreaterThan(1);
        });
  }

  @Test
  void givesUpAReceiverThatDoesNotAnswer() throws Exception {
    Failed failed = failInTime(hanging());

    assertThat(failed).isEqualTo(new Failed(null, "time-out after 800 ms", null, true));
    awaitConnectionsClosed();
  }

  @Test
  void givesUpAReceiverThatDoesNotRead() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    WebhookEndpoint endpoint = endpoint(serve(connection -> end.await()).url());
    giveUpSoon();
    long begin = System.nanoTime();

    Outcome outcome = client.send(endpoint, ID, "x".repeat(16 << 20));

    assertThat(since(begin)).isLessThan(TIME_OUT_AT_LATEST);
    assertThat(outcome).isEqualTo(new Failed(null, "time-out after 800 ms", null, true));
    end.countDown();
  }

  @Test
  void givesUpAHeadThatTrickles() throws Exception {
    Failed failed =
        failInTime(connection -> {
          connection.read();
          connection.trickle("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1000), Duration.ofMillis(50));
        });

    assertThat(failed.error()).isEqualTo("time-out after 800 ms");
    assertThat(failed.wholeTarget()).isTrue();
    awaitConnectionsClosed();
  }

  @Test
  void givesUpABodyThatTrickles() throws Exception {
    Failed failed =
        failInTime(connection -> {
          connection.read();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
          connection.trickle("x".repeat(1000), Duration.ofMillis(50));
        });

    assertThat(failed)
        .isEqualTo(
            new Failed(
                200,
                "status 200, but the response did not end: time-out after 800 ms",
                null,
                true));
    awaitConnectionsClosed();
  }

  @Test
  void keepsTheStatusOfARefusalWhoseBodyTrickles() throws Exception {
    Failed failed =
        failInTime(connection -> {
          connection.read();
          connection.write("HTTP/1.1 503 x\r\nRetry-After: 7\r\nContent-Length: 1000\r\n\r\n");
          connection.awaitClose();
        });

    assertThat(failed)
        .isEqualTo(new Failed(503, "status 503, Retry-After 7 s", Duration.ofSeconds(7), true));
  }

  @Test
  void givesUpInterimResponsesWithoutEnd() throws Exception {
    Failed failed =
        failInTime(connection -> {
          connection.read();
          while (true) {
            connection.write("HTTP/1.1 102 Processing\r\n\r\n");
          }
        });

    assertThat(failed.error()).isEqualTo("time-out after 800 ms");
    awaitConnectionsClosed();
  }

  @Test
  void readsLittleOfABodyWithoutEnd() throws Exception {
    AtomicLong written = new AtomicLong();
    byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(UTF_8);
    MisbehavingServer server =
        serve(connection -> {
          connection.read();
          connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (true) {
            connection.write(chunk);
            written.addAndGet(chunk.length);
          }
        });

    assertThat(send(endpoint(server.url()))).isEqualTo(new Delivered(200));

    awaitConnectionsClosed();
    // 16 KB, and what the sockets of both sides hold.
    assertThat(written).hasValueLessThan(16L << 20);
  }

  @Test
  void readsLittleOfAHeadWithoutEnd() throws Exception {
    Failed failed =
        fail(connection -> {
          connection.read();
          connection.write("HTTP/1.1 200 OK\r\n");
          for (int line = 0; line < 40; line++) {
            connection.write("X: " + "x".repeat(1024) + "\r\n");
          }
          connection.awaitClose();
        });

    assertThat(failed)
        .isEqualTo(new Failed(null, "the head of the response is too long", null, true));
    awaitConnectionsClosed();
  }

  @Test
  void takesAHeadOfTheUsualLength() throws Exception {
    assertThat(send(answering(OK, "Content-Security-Policy: " + "x".repeat(8000))))
        .isEqualTo(new Delivered(200));
  }

  @Test
  void reportsAReset() throws Exception {
    Failed failed =
        fail(connection -> {
          connection.read();
          connection.reset();
        });

    assertThat(failed).isEqualTo(new Failed(null, "connection reset", null, true));
  }

  @Test
  void reportsAConnectionThatIsClosed() throws Exception {
    assertThat(fail(MisbehavingServer.Connection::read))
        .isEqualTo(new Failed(null, "the connection was closed without a response", null, true));
    assertThat(
            fail(connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            }))
        .isEqualTo(
            new Failed(
                200,
                "status 200, but the response did not end: the connection was closed in the middle"
                    + " of the response",
                null,
                true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_10.0\r\n",
        "HTTP/1.1 twohundred OK\r\n\r\n",
        "\u0015\u0003\u0001\u0000\u0002\r\n"
      })
  void reportsWhatIsNotHttp(String answer) throws Exception {
    Failed failed =
        fail(connection -> {
          connection.read();
          connection.write(answer);
        });

    assertThat(failed.status()).isNull();
    assertThat(failed.error()).isEqualTo("the response is not HTTP/1.1");
  }

  @Test
  void reportsARefusedConnection() throws Exception {
    URI url;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
    }

    assertThat(send(endpoint(url))).isEqualTo(new Failed(null, "connection refused", null, true));
  }

  @Test
  void reportsAHandshakeThatDoesNotEnd() throws Exception {
    MisbehavingServer server = serve(MisbehavingServer.Connection::awaitClose);
    URI https = URI.create("https://127.0.0.1:" + server.url().getPort() + "/");
    // Half of it for the connection: a busy machine is to tell the two limits apart.
    giveUpAfter(Duration.ofSeconds(4));

    assertThat(send(endpoint(https)))
        .isEqualTo(new Failed(null, "no connection within 2 s", null, true));
    awaitConnectionsClosed();
  }

  @Test
  void reportsANameThatDoesNotResolve() throws Exception {
    resolve(
        resolving(host -> {
          throw new UnknownHostException(host + ": detail");
        }));

    assertThat(send(endpoint(URI.create("http://receiver.example/"))))
        .isEqualTo(new Failed(null, RefusedHostException.TEXT, null, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1.2.3",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433"
      })
  void refusesLoopbackThatIsNotAllowed(String host) throws Exception {
    MisbehavingServer server = serve(answering(OK));
    resolve(guarded(SystemDefaultDnsResolver.INSTANCE));

    assertThat(send(endpoint(server.url(host)))).isEqualTo(REFUSED_HOST);
    assertThat(server.connections()).isZero();
  }

  /** Tests send nothing elsewhere, so the connection to an external address is made to loopback. */
  @Test
  void refusesANameThatMovesToAnAddressThatIsNotAllowed() throws Exception {
    MisbehavingServer server = serve(answering(OK, "Connection: close"));
    AtomicReference<String> address = new AtomicReference<>("8.8.8.8");
    GuardedDnsResolver guard =
        guarded(resolving(host -> new InetAddress[] {InetAddress.ofLiteral(address.get())}));
    resolve(
        resolving(host -> {
          guard.resolve(host);
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }));

    assertThat(send(endpoint(server.url("receiver.example")))).isEqualTo(new Delivered(200));
    address.set("127.0.0.1");

    assertThat(send(endpoint(server.url("receiver.example")))).isEqualTo(REFUSED_HOST);
    assertThat(server.connections()).isOne();
  }

  @Test
  void endsAtAnInterrupt() throws Exception {
    MisbehavingServer server = serve(hanging());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Outcome> sending = threads.submit(() -> send(endpoint(server.url())));
      await().until(() -> server.requests().size() == 1);
      long begin = System.nanoTime();

      threads.shutdownNow();

      await().until(sending::isDone);
      assertThat(sending.exceptionNow()).isInstanceOf(InterruptedException.class);
      awaitConnectionsClosed();
      assertThat(since(begin)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void sendsToAnEndpointWhileAnotherOneOfItsHostHangs() throws Exception {
    MisbehavingServer server =
        serve(connection -> {
          if (String.valueOf(connection.read()).contains("/hooks")) {
            connection.awaitClose();
          } else {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      hang(threads, server, PER_HOST - 1);

      assertThat(send(endpoint(server.url("127.0.0.1")))).isEqualTo(new Delivered(200));
      threads.shutdownNow();
    }
  }

  @Test
  void limitsTheRequestsToAHost() throws Exception {
    MisbehavingServer server = serve(hanging());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      hang(threads, server, PER_HOST);

      assertThat(send(endpoint(server.url()))).isEqualTo(new Outcome.Withheld());
      assertThat(server.connections()).isEqualTo(PER_HOST);
      threads.shutdownNow();
    }
  }

  private void hang(ExecutorService threads, MisbehavingServer server, int requests) {
    for (int n = 0; n < requests; n++) {
      var _ = threads.submit(() -> send(endpoint(server.url())));
    }
    await().until(() -> server.requests().size() == requests);
  }

  private MisbehavingServer serve(Conduct conduct) {
    MisbehavingServer server = new MisbehavingServer(conduct);
    servers.add(server);
    return server;
  }

  private void giveUpSoon() {
    giveUpAfter(TIME_OUT);
  }

  private void giveUpAfter(Duration timeOut) {
    client.close();
    client = TestEndpoints.client(clock, timeOut);
  }

  private void resolve(DnsResolver resolver) {
    client.close();
    client = TestEndpoints.client(clock, PATIENCE, resolver);
  }

  private Outcome send(Conduct conduct) throws InterruptedException {
    return send(endpoint(serve(conduct).url()));
  }

  private Outcome send(WebhookEndpoint endpoint) throws InterruptedException {
    return client.send(endpoint, ID, BODY);
  }

  private Failed fail(Conduct conduct) throws InterruptedException {
    return (Failed) send(conduct);
  }

  private Failed failInTime(Conduct conduct) throws InterruptedException {
    WebhookEndpoint endpoint = endpoint(serve(conduct).url());
    giveUpSoon();
    long begin = System.nanoTime();
    Failed failed = (Failed) send(endpoint);
    assertThat(since(begin)).isBetween(TIME_OUT, TIME_OUT_AT_LATEST);
    return failed;
  }

  private Request onlyRequest() {
    List<Request> requests = servers.getLast().requests();
    assertThat(requests).hasSize(1);
    return requests.getFirst();
  }

  private void awaitConnectionsClosed() {
    await().untilAsserted(() -> assertThat(servers.getLast().open()).isZero());
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
