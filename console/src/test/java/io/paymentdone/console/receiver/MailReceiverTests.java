package io.paymentdone.console.receiver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.WithoutServers;
import io.paymentdone.console.smtp.SmtpClient;
import io.paymentdone.console.smtp.SmtpServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The receiver over SMTP, with notification-service's part played by a stub. */
@WithoutServers
class MailReceiverTests {

  private static final JsonMapper JSON = new JsonMapper();
  private static final UUID DELIVERY = UUID.fromString("0198f3a0-5b5e-7c4a-9d53-8c2f54a1b001");
  private static final StubService service = StubService.start();

  @Autowired MockMvcTester http;
  @Autowired SmtpServer smtp;
  @Autowired Receiver receiver;

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    registry.add("payment-done.console.services.notification-service", service::url);
    registry.add(
        "payment-done.console.receiver.url", () -> "http://127.0.0.1:8090/receiver/webhook");
    registry.add("payment-done.console.receiver.smtp-port", () -> 0);
  }

  @BeforeEach
  void turnOff() {
    put("{\"on\":false}");
    service.clear();
  }

  @AfterAll
  static void stop() {
    service.stop();
  }

  @Test
  void checksTheMailsOfEachUser() {
    Map<String, Long> before = mail();
    assertThat(send("a1", 41)).startsWith("250");
    assertThat(send("a1", 42)).startsWith("250");
    assertThat(send("a1", 42)).startsWith("250");
    assertThat(send("a2", 1)).startsWith("250");
    assertThat(send("a1", 45)).startsWith("250");
    assertThat(send("a1", 44)).startsWith("250");
    assertThat(send("a1", 41)).startsWith("250");
    assertThat(send("a1", 40)).startsWith("250");
    assertThat(SmtpClient.send(smtp.port(), "Subject: by hand\r\n\r\nHello.")).startsWith("250");

    // What came before the first one was none of this receiver's.
    assertThat(mailSince(before))
        .isEqualTo(
            Map.of(
                "taken",
                9L,
                "received",
                6L,
                "repeated",
                2L,
                "missing",
                1L,
                "outOfOrder",
                2L,
                "usersForgotten",
                0L));
  }

  @Test
  void showsTheNewestMails() {
    for (int i = 1; i <= 60; i++) {
      send("b1", i);
    }

    assertThat(http.get().uri("/api/receiver/mails"))
        .hasStatusOk()
        .bodyJson()
        .hasPathSatisfying("$.items.length()", number -> assertThat(number).isEqualTo(50))
        .isLenientlyEqualTo(
            """
            {"next":null}
            """)
        .extractingPath("$.items[0]")
        .asMap()
        .containsEntry("to", "user1@example.com")
        .containsEntry("subject", "Payment 60")
        .containsEntry("language", "de")
        .containsEntry("text", "<b>Danke</b>")
        .containsEntry("userId", "b1")
        .containsEntry("sequence", 60)
        .containsKey("at");
  }

  @Test
  void failsForOneUserOnly() {
    Map<String, Long> before = mail();
    turnOn("fail", "c7");

    assertThat(send("c7", 1)).startsWith("451 4.3.0 The receiver was told to fail");
    assertThat(send("c1", 1)).startsWith("250");
    turnOn("answer", null);
    assertThat(send("c7", 1)).startsWith("250");

    assertThat(mailSince(before))
        .containsEntry("received", 2L)
        .containsEntry("repeated", 0L)
        .containsEntry("missing", 0L);
  }

  @Test
  void isGone() {
    turnOn("gone", null);

    assertThat(send("d1", 1)).startsWith("550 5.1.1 The receiver was told to be gone");
  }

  @Test
  void isSlow() {
    turnOn("slow", null);
    long begin = System.nanoTime();

    assertThat(send("e1", 1)).startsWith("250");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void hangsUntilItIsToldOtherwise() {
    Map<String, Long> before = mail();
    turnOn("hang", "f7");
    CompletableFuture<String> hanging = CompletableFuture.supplyAsync(() -> send("f7", 1));

    assertThat(send("f1", 1)).startsWith("250");
    await().during(Duration.ofMillis(300)).until(() -> !hanging.isDone());
    turnOn("answer", null);

    assertThat(hanging.orTimeout(10, TimeUnit.SECONDS).join()).startsWith("451");
    assertThat(mailSince(before)).containsEntry("taken", 1L);
  }

  @Test
  void takesMailWhileItIsOff() {
    put("{\"on\":false,\"conduct\":\"fail\"}");

    assertThat(send("g1", 1)).startsWith("250");
  }

  @Test
  void refusesAMailWhosePlaceIsNone() {
    Map<String, Long> before = mail();
    assertThat(SmtpClient.send(smtp.port(), "X-Payment-Done-Sequence: one\r\n\r\nHello."))
        .startsWith("554 5.6.0");

    assertThat(mailSince(before)).containsEntry("taken", 0L);
  }

  @Test
  void showsUsersWhoseMailsWaitForOneThatFailed() {
    // That of another channel is not the oldest mail, and the newest mail is not the one that
    // failed.
    service.page(
        "state=WAITING&userId=h7",
        String.join(
            ",",
            delivery("email", "h7", 5, 0),
            delivery("webhook", "h7", 9, 0),
            delivery("email", "h7", 4, 2),
            delivery("webhook", "h7", 8, 3)),
        null);
    turnOn("fail", "h7");
    assertThat(send("h7", 4)).startsWith("451");
    awaitWaiting(
        """
        [{"deliveryId":"%s","userId":"h7","sequence":4,"tries":2,
          "nextAttemptAt":"2026-11-22T12:00:05Z","error":"status 500"}]
        """);

    // The next attempt may be hours away.
    put("{\"on\":false}");
    awaitWaiting("[{\"userId\":\"h7\"}]");

    service.page("state=WAITING&userId=h7", delivery("email", "h7", 5, 0), null);
    assertThat(http.post().uri("/api/receiver/deliveries/{id}/retry", DELIVERY))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.mail.waiting")
        .convertTo(LIST)
        .isEmpty();
  }

  /** What waits is asked for whenever somebody wants to know, and may wait for hours. */
  @Test
  void asksNothingWhileItIsOffAndNoPageIsOpen() {
    service.page("state=WAITING&userId=n7", delivery("email", "n7", 1, 1), null);
    turnOn("fail", "n7");
    send("n7", 1);
    put("{\"on\":false}");
    awaitWaiting("[{\"userId\":\"n7\"}]");
    long asked = service.deliveryLists();

    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> service.deliveryLists() == asked);

    MailStatus unasked = requireNonNull(receiver.statusUnasked().mail());
    assertThat(unasked.waiting()).isNull();
    assertThat(unasked.note()).contains("while no page was open");
    assertThat(service.deliveryLists()).isEqualTo(asked);
    awaitWaiting("[{\"userId\":\"n7\"}]");
  }

  @Test
  void showsNoUserWhoseLastMailWasTaken() {
    service.page("state=WAITING&userId=i7", delivery("email", "i7", 1, 1), null);
    turnOn("fail", "i7");
    send("i7", 1);
    awaitWaiting("[{\"userId\":\"i7\"}]");

    turnOn("answer", null);
    send("i7", 1);

    awaitWaiting("[]");
  }

  /** The service lists the newest first, and hundreds wait behind the one that failed. */
  @Test
  void findsTheOldestMailBehindHundreds() {
    turnOn("fail", "j7");
    send("j7", 4);
    service.page("state=WAITING&userId=j7", delivery("email", "j7", 250, 0), "c1");
    service.page("state=WAITING&userId=j7&after=c1", delivery("email", "j7", 4, 2), "c2");
    // What waits for an endpoint is older than all mails.
    service.page("state=WAITING&userId=j7&after=c2", delivery("webhook", "j7", 1, 9), "c3");
    service.page("state=WAITING&userId=j7&after=c3", delivery("webhook", "j7", 1, 9), null);
    awaitWaiting("[{\"userId\":\"j7\",\"sequence\":4}]");

    // That one is delivered.
    service.page("state=WAITING&userId=j7&after=c1", "", null);
    service.page("state=WAITING&userId=j7", delivery("email", "j7", 251, 1), null);
    awaitWaiting("[{\"userId\":\"j7\",\"sequence\":251}]");
  }

  /** Ten are asked for at a time, and the first ten were given up. */
  @Test
  void forgetsUsersOfWhomNothingWaits() {
    turnOn("fail", null);
    for (int i = 1; i <= 11; i++) {
      send("k" + i, 1);
    }
    service.page("state=WAITING&userId=k11", delivery("email", "k11", 1, 1), null);

    awaitWaiting("[{\"userId\":\"k11\"}]");
  }

  @Test
  void saysThatItIsNotKnownWhatWaitsWhileTheServiceDoesNotAnswer() {
    turnOn("fail", "l7");
    send("l7", 1);
    put("{\"on\":false}");
    service.unavailable(true);

    awaitMail(
        """
        {"waiting":null,
         "note":"notification-service does not answer, so it is not known what waits."}
        """);
  }

  private static String delivery(String channel, String userId, long sequence, int tries) {
    return StubService.delivery(DELIVERY, channel, userId, sequence, tries);
  }

  private void awaitWaiting(String lanes) {
    awaitMail("{\"note\":null,\"waiting\":" + lanes.replace("%s", DELIVERY.toString()) + "}");
  }

  private void awaitMail(String expected) {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(http.get().uri("/api/receiver"))
                .bodyJson()
                .isLenientlyEqualTo("{\"mail\":" + expected + "}"));
  }

  private String send(String userId, long sequence) {
    return SmtpClient.send(
        smtp.port(),
        "Message-ID: <"
            + userId
            + "-"
            + sequence
            + "@example.com>\r\nSubject: Payment "
            + sequence
            + "\r\nContent-Language: de\r\nX-Payment-Done-User: "
            + userId
            + "\r\nX-Payment-Done-Sequence: "
            + sequence
            + "\r\nX-Payment-Done-Id: "
            + new UUID(7, sequence)
            + "\r\nX-Payment-Done-Previous: "
            + (sequence == 1 ? "none" : new UUID(7, sequence - 1))
            + "\r\n\r\n<b>Danke</b>");
  }

  private void turnOn(String conduct, @Nullable String userId) {
    String user = userId == null ? "null" : "\"" + userId + "\"";
    put("{\"on\":true,\"conduct\":\"" + conduct + "\",\"userId\":" + user + "}");
  }

  private void put(String body) {
    assertThat(
            http.put().uri("/api/receiver").contentType(MediaType.APPLICATION_JSON).content(body))
        .hasStatusOk();
  }

  /** The figures of mail. */
  private Map<String, Long> mail() {
    Map<String, Long> figures = new HashMap<>();
    status()
        .path("mail")
        .forEachEntry((name, value) -> {
          if (value.isNumber()) {
            figures.put(name, value.longValue());
          }
        });
    return figures;
  }

  private Map<String, Long> mailSince(Map<String, Long> before) {
    Map<String, Long> since = mail();
    since.replaceAll((name, value) -> value - before.getOrDefault(name, 0L));
    return since;
  }

  private JsonNode status() {
    return JSON.readTree(
        http.get().uri("/api/receiver").exchange().getResponse().getContentAsByteArray());
  }
}
