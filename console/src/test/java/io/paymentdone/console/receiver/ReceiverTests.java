package io.paymentdone.console.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.WithoutServers;
import io.paymentdone.console.receiver.StubService.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The receiver over HTTP, with notification-service's part played by a stub. */
@WithoutServers
class ReceiverTests {

  private static final String URL = "http://127.0.0.1:8090/receiver/webhook";
  private static final String MINE = "receiver of the console";
  private static final UUID DELIVERY = UUID.fromString("0198f3a0-5b5e-7c4a-9d53-8c2f54a1b001");
  private static final StubService service = StubService.start();

  @Autowired MockMvcTester http;

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    registry.add("payment-done.console.services.notification-service", service::url);
    registry.add("payment-done.console.receiver.url", () -> URL);
  }

  @BeforeEach
  void turnOff() {
    service.clear();
    assertThat(put("{\"on\":false}")).hasStatusOk();
    service.clear();
  }

  @AfterAll
  static void stop() {
    service.stop();
  }

  @Test
  void showsAllFigures() {
    Endpoint endpoint = turnOn();
    post(endpoint, "user1", 1);
    post(endpoint, "user1", 1);
    post(endpoint, "user1", 3);
    post(endpoint, "user1", 2);

    assertThat(status())
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"on":true,"conduct":"answer","userId":null,"received":3,"repeated":1,"missing":0,
             "outOfOrder":1,"badSignatures":0,"usersForgotten":0,"endpointId":"%s","waiting":[],
             "disabledReason":null,"note":null,"mail":null}
            """
                .formatted(endpoint.id()));
    assertThat(status()).bodyJson().extractingPath("$.perSecond").asNumber().isNotNull();
  }

  @Test
  void makesItsEndpointAndDeletesThoseOfBefore() {
    Endpoint old = service.add(MINE);
    Endpoint ofOthers = service.add("billing");
    Endpoint unnamed = service.add(null);

    Endpoint endpoint = turnOn();

    assertThat(endpoint.url()).startsWith(URL + "?endpoint=");
    assertThat(service.requests())
        .containsExactly("DELETE /webhook-endpoints/" + old.id(), "POST /webhook-endpoints");

    assertThat(put("{\"on\":false}")).bodyJson().extractingPath("$.on").isEqualTo(false);
    assertThat(service.endpoints()).containsExactly(ofOthers, unnamed);
  }

  @Test
  void keepsTheFiguresOfTheLastRunAndBeginsAnew() {
    post(turnOn(), "user1", 1);

    assertThat(put("{\"on\":false}")).bodyJson().extractingPath("$.received").isEqualTo(1);
    turnOn();
    assertThat(status()).bodyJson().extractingPath("$.received").isEqualTo(0);
  }

  @Test
  void countsBadSignaturesAndTakesNothingWithThem() {
    Endpoint endpoint = turnOn();
    String body = body("user1", 1);
    HttpHeaders signed = endpoint.sign(body("user1", 2));

    assertThat(post(endpoint.token(), signed, body)).hasStatus(400);
    HttpHeaders unsigned = new HttpHeaders();
    unsigned.setContentType(MediaType.APPLICATION_JSON);
    assertThat(post(null, unsigned, body))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("bad-signature");

    assertThat(status()).bodyJson().isLenientlyEqualTo("{\"badSignatures\":2,\"received\":0}");
  }

  @Test
  void answersOtherMessagesAndRefusesWhatIsNoDelivery() {
    Endpoint endpoint = turnOn();

    assertThat(signed(endpoint, "{\"type\":\"ping\",\"data\":{\"id\":7}}")).hasStatusOk();
    for (String wrong :
        List.of(
            "[1",
            "{\"type\":\"payment.done\"}",
            body("user1", 0),
            body("", 1),
            body("user1", 1).replace("\"id\":\"", "\"id\":\"x"))) {
      assertThat(signed(endpoint, wrong))
          .as(wrong)
          .hasStatus(400)
          .bodyJson()
          .extractingPath("$.code")
          .isEqualTo("malformed-delivery");
    }

    assertThat(status()).bodyJson().isLenientlyEqualTo("{\"badSignatures\":0,\"received\":0}");
  }

  @Test
  void refusesLongBodies() {
    Endpoint endpoint = turnOn();

    assertThat(signed(endpoint, "\"" + "x".repeat(64 * 1024) + "\"")).hasStatus(413);
  }

  @Test
  void endpointsOfBeforeAreGone() {
    Endpoint before = turnOn();
    assertThat(put("{\"on\":false}")).hasStatusOk();
    assertThat(post(before, "user1", 1)).hasStatus(410);

    turnOn();
    assertThat(post(before, "user1", 1)).hasStatus(410);
    assertThat(status()).bodyJson().isLenientlyEqualTo("{\"badSignatures\":0,\"received\":0}");
  }

  @Test
  void failsForOneUserOnly() {
    Endpoint endpoint = turnOn("fail", "user7");

    assertThat(post(endpoint, "user7", 1))
        .hasStatus(500)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("told-to-fail");
    assertThat(post(endpoint, "user1", 1)).hasStatusOk();

    assertThat(put(wanted("answer", null))).hasStatusOk();
    assertThat(post(endpoint, "user7", 1)).hasStatusOk();
    assertThat(status())
        .bodyJson()
        .isLenientlyEqualTo("{\"received\":2,\"repeated\":0,\"missing\":0}");
  }

  @Test
  void isSlow() {
    Endpoint endpoint = turnOn("slow", null);
    long begin = System.nanoTime();

    assertThat(post(endpoint, "user1", 1)).hasStatusOk();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void hangsUntilItIsToldOtherwise() {
    Endpoint endpoint = turnOn("hang", "user7");
    CompletableFuture<MvcTestResult> hanging =
        CompletableFuture.supplyAsync(() -> post(endpoint, "user7", 1));

    assertThat(post(endpoint, "user1", 1)).hasStatusOk();
    await().during(Duration.ofMillis(300)).until(() -> !hanging.isDone());
    assertThat(put(wanted("answer", null))).hasStatusOk();

    assertThat(hanging.orTimeout(10, TimeUnit.SECONDS).join()).hasStatus(500);
    // Not taken, so that it is neither repeated nor out of order when it comes again.
    assertThat(status()).bodyJson().extractingPath("$.received").isEqualTo(1);
  }

  @Test
  void isGoneAndEnablesItsEndpointAgain() {
    Endpoint endpoint = turnOn("gone", null);

    assertThat(post(endpoint, "user1", 1))
        .hasStatus(410)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("gone");
    service.disable(endpoint.id(), "The receiver answered 410.");
    assertThat(put(wanted("gone", null)))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.disabledReason")
        .isNull();
    service.disable(endpoint.id(), "The receiver answered 410.");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(status())
                .bodyJson()
                .extractingPath("$.disabledReason")
                .isEqualTo("The receiver answered 410."));

    assertThat(put(wanted("answer", null))).bodyJson().extractingPath("$.disabledReason").isNull();
    assertThat(service.endpoints()).singleElement().matches(Endpoint::enabled);
    assertThat(post(endpoint, "user1", 1)).hasStatusOk();
  }

  @Test
  void makesAnotherEndpointIfItsOwnWasDeleted() {
    Endpoint endpoint = turnOn();
    service.remove(endpoint.id());
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(status())
                .bodyJson()
                .extractingPath("$.disabledReason")
                .asString()
                .contains("was deleted"));

    assertThat(turnOn().id()).isNotEqualTo(endpoint.id());
    assertThat(status()).bodyJson().extractingPath("$.disabledReason").isNull();
  }

  @Test
  void showsTheLanesWhoseOldestDeliveryFailed() {
    turnOn();
    service.page(
        "state=WAITING",
        delivery("user1", 9, 0) + "," + delivery("user7", 5, 0) + "," + delivery("user7", 4, 3),
        null);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(status()).bodyJson().extractingPath("$.waiting").convertTo(LIST).hasSize(1));
    assertThat(status())
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"waiting":[{"deliveryId":"%s","userId":"user7","sequence":4,"tries":3,
              "nextAttemptAt":"2026-11-22T12:00:05Z","error":"status 500"}]}
            """
                .formatted(DELIVERY));
  }

  /** The service lists the newest first, and hundreds wait behind the one that failed. */
  @Test
  void findsTheOldestDeliveryOfAUserBehindHundreds() {
    Endpoint endpoint = turnOn("fail", "user7");
    post(endpoint, "user7", 4);
    service.page("state=WAITING", delivery("user7", 250, 0), "c1");
    service.page("state=WAITING&userId=user7", delivery("user7", 250, 0), "c2");
    service.page("state=WAITING&userId=user7&after=c2", delivery("user7", 150, 0), "c3");
    service.page("state=WAITING&userId=user7&after=c3", delivery("user7", 4, 2), null);
    awaitHead(4);

    // That one is delivered, and all that was as old.
    service.page("state=WAITING&userId=user7&after=c3", "", null);
    service.page("state=WAITING&userId=user7", delivery("user7", 260, 0), "c4");
    service.page("state=WAITING&userId=user7&after=c4", delivery("user7", 255, 1), null);
    awaitHead(255);
  }

  private void awaitHead(int sequence) {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(status())
                .bodyJson()
                .extractingPath("$.waiting[0].sequence")
                .isEqualTo(sequence));
  }

  @Test
  void isMarkedAmongTheEndpointsOfTheClient() {
    Endpoint ofOthers = service.add("billing");
    Endpoint endpoint = turnOn();

    assertThat(http.get().uri("/api/webhook-endpoints"))
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"items":[{"id":"%s","receiver":false},{"id":"%s","url":"%s","receiver":true}]}
            """
                .formatted(ofOthers.id(), endpoint.id(), URL));

    assertThat(put("{\"on\":false}")).hasStatusOk();
    assertThat(http.get().uri("/api/webhook-endpoints"))
        .bodyJson()
        .extractingPath("$.items[*].receiver")
        .asArray()
        .containsExactly(false);
  }

  @Test
  void saysWhatIsNotKnownWhileTheServiceDoesNotAnswer() {
    Endpoint endpoint = turnOn();
    post(endpoint, "user1", 1);
    service.unavailable(true);

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(status())
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo(
                    """
                    {"on":true,"received":1,"waiting":null,
                     "note":"notification-service does not answer, so it is not known what waits."}
                    """));
    // The conduct is the receiver's own.
    assertThat(put(wanted("fail", null))).hasStatusOk();
    assertThat(post(endpoint, "user1", 2)).hasStatus(500);
  }

  @Test
  void staysOffIfTheServiceDoesNotAnswer() {
    service.unavailable(true);

    assertThat(put("{\"on\":true}"))
        .hasStatus(503)
        .hasHeader("Retry-After", "1")
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("unavailable");
    assertThat(status()).bodyJson().extractingPath("$.on").isEqualTo(false);
  }

  @Test
  void turnsOffWithoutTheServiceAndDeletesItsEndpointLater() {
    turnOn();
    service.unavailable(true);
    assertThat(put("{\"on\":false}")).hasStatusOk();
    service.unavailable(false);

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(service.endpoints()).isEmpty());
  }

  @Test
  void hasADeliverySentNow() {
    turnOn();

    assertThat(http.post().uri("/api/receiver/deliveries/{id}/retry", DELIVERY)).hasStatusOk();
    assertThat(service.requests()).last().isEqualTo("POST /deliveries/" + DELIVERY + "/retry");
    // Delivered meanwhile.
    service.retryStatus(409);
    assertThat(http.post().uri("/api/receiver/deliveries/{id}/retry", DELIVERY)).hasStatusOk();
    service.retryStatus(503);
    assertThat(http.post().uri("/api/receiver/deliveries/{id}/retry", DELIVERY))
        .hasStatus(503)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("lane-busy");
  }

  @Test
  void hasNoMailsWithoutAMailServer() {
    assertThat(http.get().uri("/api/receiver/mails"))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("not-available");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"on\":null}",
        "{\"on\":\"yes\"}",
        "{\"on\":true,\"conduct\":\"ANSWER\"}",
        "{\"on\":true,\"conduct\":\"explode\"}",
        "{\"on\":true,\"userId\":\"\"}",
        "{\"on\":true,\"user\":\"user1\"}"
      })
  void refuses(String body) {
    assertThat(put(body))
        .hasStatus(400)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyJson()
        .extractingPath("$.errors[0].pointer")
        .asString()
        .isNotEmpty();
    assertThat(service.endpoints()).isEmpty();
  }

  private Endpoint turnOn() {
    return turnOn("answer", null);
  }

  private Endpoint turnOn(String conduct, @Nullable String userId) {
    assertThat(put(wanted(conduct, userId)))
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.on")
        .isEqualTo(true);
    return service.endpoints().getLast();
  }

  private static String wanted(String conduct, @Nullable String userId) {
    String user = userId == null ? "null" : "\"" + userId + "\"";
    return "{\"on\":true,\"conduct\":\"" + conduct + "\",\"userId\":" + user + "}";
  }

  private MvcTestResult put(String body) {
    return http.put()
        .uri("/api/receiver")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private MvcTestResult status() {
    return http.get().uri("/api/receiver").exchange();
  }

  private MvcTestResult post(Endpoint endpoint, String userId, long sequence) {
    return signed(endpoint, body(userId, sequence));
  }

  private MvcTestResult signed(Endpoint endpoint, String body) {
    return post(endpoint.token(), endpoint.sign(body), body);
  }

  private MvcTestResult post(@Nullable String token, HttpHeaders headers, String body) {
    return http.post()
        .uri("/receiver/webhook" + (token == null ? "" : "?endpoint=" + token))
        .headers(headers)
        .content(body)
        .exchange();
  }

  private static String body(String userId, long sequence) {
    return """
    {"type":"payment.done","timestamp":"2026-11-22T12:00:00Z","data":{"id":"%s","userId":"%s",
     "paymentId":"%s","amount":5,"sequence":%s,"previousId":%s}}
    """
        .formatted(
            id(sequence),
            userId,
            DELIVERY,
            sequence,
            sequence <= 1 ? "null" : "\"" + id(sequence - 1) + "\"");
  }

  private static UUID id(long sequence) {
    return new UUID(7, sequence);
  }

  private static String delivery(String userId, long sequence, int tries) {
    return StubService.delivery(DELIVERY, "webhook", userId, sequence, tries);
  }
}
