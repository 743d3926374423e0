package io.paymentdone.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Deploys docker-compose.yml, scales and restarts it under traffic; with {@code -Pdocker} only. */
@EnabledIfSystemProperty(
    named = "test.servers",
    matches = "docker",
    disabledReason = "needs Docker: -Pdocker")
class ComposeSystemTests {

  private static final int MORE_PAYMENTS = 40;

  private final Api api = new Api();

  @Test
  void losesAndDoublesNothingWhileScaledAndRestarted() throws Exception {
    try (Compose compose = Compose.up();
        PaymentTraffic traffic = new PaymentTraffic(api)) {
      awaitMembers(1, 1, 1);
      awaitMorePayments(traffic);
      for (String service : List.of("payment-service", "notification-service", "console")) {
        assertBillOfMaterials(service, compose.file(service, "/app/application.cdx.json"));
      }

      compose.scale(5);
      awaitMembers(0, 0, 1, 1, 1);
      awaitMorePayments(traffic);
      compose.scale(2);
      awaitMembers(1, 2);
      awaitMorePayments(traffic);

      for (String container : compose.containers()) {
        compose.restart(container);
        await(container + " is healthy")
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> compose.isHealthy(container));
        awaitMorePayments(traffic);
      }

      Map<String, List<String>> accepted = new TreeMap<>(traffic.stop());
      assertThat(accepted).hasSize(20);
      awaitFeeds(compose, accepted);
      awaitMail(compose);
    }
  }

  private static void assertBillOfMaterials(String service, String json) {
    JsonNode bill = JsonMapper.shared().readTree(json);
    assertThat(bill.path("bomFormat").asString("")).as(service).isEqualTo("CycloneDX");
    assertThat(bill.at("/metadata/component/name").asString("")).isEqualTo(service);
    assertThat(bill.path("components").size()).as(service).isGreaterThan(50);
  }

  /** A user who subscribes gets a mail for a payment; Mailpit shows it. */
  private void awaitMail(Compose compose) throws Exception {
    String address = compose.address("notification-service", 8081);
    send(
        "http://" + address + "/subscriptions/mailed",
        "PUT",
        "{\"email\":{\"address\":\"mailed@users.example\"}}");
    send(
        "http://127.0.0.1:8080/payments",
        "POST",
        "{\"userId\":\"mailed\",\"amount\":100,\"currency\":\"EUR\"}");

    HttpRequest mails = api.request("http://127.0.0.1:8025/api/v1/messages").GET().build();
    await("the mail")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(() -> {
          HttpResponse<String> answer = api.send(mails);
          assertThat(api.json(answer).path("messages").size()).isEqualTo(1);
          assertThat(answer.body()).contains("mailed@users.example");
        });
  }

  private void send(String uri, String method, String json) throws Exception {
    HttpRequest request =
        api.request(uri)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    assertThat(api.send(request).statusCode()).isBetween(200, 201);
  }

  private void awaitMembers(Integer... partitions) {
    await("members of the group")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(api.partitionsPerMember()).containsExactlyInAnyOrder(partitions));
  }

  private static void awaitMorePayments(PaymentTraffic traffic) {
    int before = traffic.count();
    await("payments are accepted")
        .atMost(Duration.ofMinutes(2))
        .until(() -> traffic.count() >= before + MORE_PAYMENTS);
  }

  /** Every accepted payment once, in the order of acceptance, and no other. */
  private void awaitFeeds(Compose compose, Map<String, List<String>> accepted) {
    await("feeds")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(2))
        .ignoreExceptions()
        .untilAsserted(() -> {
          String address = compose.address("notification-service", 8081);
          Map<String, List<String>> feeds = new TreeMap<>();
          for (String user : accepted.keySet()) {
            feeds.put(user, api.feed(address, user));
          }
          assertThat(feeds).isEqualTo(accepted);
        });
  }
}
