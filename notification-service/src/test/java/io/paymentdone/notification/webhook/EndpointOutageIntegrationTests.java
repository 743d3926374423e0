package io.paymentdone.notification.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.notification.Api;
import io.paymentdone.notification.Replica;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.testsupport.Link;
import io.paymentdone.testsupport.LinkFault;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client learns of an endpoint whose commit PostgreSQL cannot confirm. */
class EndpointOutageIntegrationTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ENDPOINTS = "/webhook-endpoints";

  @TempDir private static Path directory;

  @Test
  void whetherAnEndpointWasMadeIsUnknownWhenTheReplyToItsCommitIsLost() {
    try (PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
        Link link = Link.to(postgres.port())) {
      postgres.createDatabases(List.of("notification"));
      try (Replica replica = replica(link)) {
        Api api = replica.api();
        int cuts = link.cuts();

        link.behave(LinkFault.cuttingReplies("COMMIT", 1));
        HttpResponse<String> lost = create(api);
        link.heal();

        assertThat(link.cuts()).isGreaterThan(cuts);
        assertThat(lost.statusCode()).as(lost.body()).isEqualTo(503);
        assertThat(lost.headers().firstValue("Retry-After")).hasValue("1");
        JsonNode problem = JsonMapper.shared().readTree(lost.body());
        assertThat(problem.get("code").stringValue()).isEqualTo("outcome-unknown");
        assertThat(problem.get("detail").stringValue()).contains("Look before you repeat");
        await().atMost(PATIENCE).until(() -> api.get(ENDPOINTS).status() == 200);
        List<String> ids = api.get(ENDPOINTS).body().get("items").findValuesAsString("id");
        assertThat(ids).as("it is there, with a secret that the client has not").hasSize(1);
        assertThat(delete(api, ids.getFirst()).statusCode()).isEqualTo(204);
        assertThat(create(api).statusCode()).isEqualTo(201);
      }
    }
  }

  private static Replica replica(Link link) {
    return new Replica(
        "notification-service-1",
        "jdbc:postgresql://127.0.0.1:" + link.port() + "/notification",
        "127.0.0.1:1",
        List.of("notification.webhooks.secret-key=a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleS0="));
  }

  private static HttpResponse<String> create(Api api) {
    return api.send(
        HttpRequest.newBuilder(api.uri(ENDPOINTS))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"url\":\"https://hooks.example.com/payments\"}")));
  }

  private static HttpResponse<String> delete(Api api, String id) {
    return api.send(HttpRequest.newBuilder(api.uri(ENDPOINTS + "/" + id)).DELETE());
  }
}
