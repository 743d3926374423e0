package io.paymentdone.notification.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.notification.Api;
import io.paymentdone.testsupport.ApiOperation;
import io.paymentdone.testsupport.TestIssuer;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import io.paymentdone.web.security.Scope;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who may do what. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
@ActiveProfiles("callers-log-in")
class AccessIntegrationTests {

  private static final String NOTHING = "{\"items\":[],\"next\":null}";

  private static final TestIssuer ISSUER = new TestIssuer();

  private final String user = "user-" + UUID.randomUUID();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;

  @DynamicPropertySource
  static void trust(DynamicPropertyRegistry properties) {
    properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
    properties.add(
        "spring.security.oauth2.resourceserver.jwt.audiences", () -> TestIssuer.AUDIENCE);
  }

  @AfterAll
  static void close() {
    ISSUER.close();
  }

  static Stream<Arguments> forgeries() {
    return ISSUER.forgeries().entrySet().stream()
        .map(forgery -> Arguments.of(forgery.getKey(), forgery.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void refusesTokens(String what, String token) {
    HttpResponse<String> refused = send("GET /notifications?userId=user1", token);

    assertProblem(refused, 401, "unauthorized");
    assertThat(refused.headers().allValues("WWW-Authenticate"))
        .as(what)
        .containsExactly("Bearer realm=\"payment-done\", error=\"invalid_token\"");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /notifications?userId=u, notifications:write, notifications:read",
    "GET /notifications?paymentId=019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30, admin, notifications:read",
    "HEAD /notifications/stream?userId=u, payments:read, notifications:read",
    "GET /notifications/unread?userId=u, notifications:write, notifications:read",
    "GET /notifications/totals?since=2026-11-29T09:00:00Z, payments:read, notifications:read",
    "PUT /notifications/read, notifications:read, notifications:write",
    "GET /subscriptions/u, notifications:write, notifications:read",
    "GET /subscriptions?userId=u, notifications:write, notifications:read",
    "PUT /subscriptions/u, notifications:read, notifications:write",
    "DELETE /subscriptions?userId=u, notifications:read, notifications:write",
    "GET /webhook-endpoints, payments:read, webhooks:write",
    "GET /webhook-endpoints, payments:read, notifications:read",
    "POST /webhook-endpoints, notifications:read, webhooks:write",
    "DELETE /webhook-endpoints/1, notifications:read, webhooks:write",
    "POST /webhook-endpoints/1/replay, notifications:read, webhooks:write",
    "GET /deliveries?userId=u, payments:read, webhooks:write",
    "GET /deliveries?userId=u, payments:read, notifications:read",
    "POST /deliveries/1/retry, notifications:read, webhooks:write",
    "GET /dead-letters, notifications:read, admin",
    "POST /dead-letters/999999999/redrive, notifications:write, admin",
    "DELETE /users/u, notifications:write, admin",
    "GET /actuator/prometheus, admin, metrics:read",
    "GET /nothing-here, notifications:read, admin"
  })
  void refusesAClientWithoutTheScopeAndNamesIt(String request, String scopes, String missing) {
    HttpResponse<String> refused = send(request, ISSUER.client("kiosk", scopes));

    assertThat(refused.statusCode()).isEqualTo(403);
    if (!request.startsWith("HEAD")) {
      assertProblem(refused, 403, "forbidden");
      assertThat(json(refused).get("detail").asString()).contains(missing);
    }
    assertThat(send(request, ISSUER.client("kiosk", missing)).statusCode())
        .as("with it")
        .isNotIn(401, 403, 500);
  }

  /** What the contract says of each operation is what happens. */
  @Test
  void eachOperationNeedsWhatTheContractSays() {
    List<ApiOperation> operations = ApiOperation.of(send("GET /v3/api-docs", token(user)).body());
    assertThat(operations).extracting(ApiOperation::path).contains("/users/{userId}");
    for (ApiOperation operation : operations) {
      String request = operation.request("1");
      for (Scope scope : Scope.values()) {
        String token = ISSUER.client("kiosk", scope.text());
        assertThat(send(request, token).statusCode() == 403)
            .as("%s with %s is refused", operation, scope)
            .isEqualTo(!operation.scopes().contains(scope.text()));
      }
      // A user of each: there are more operations than one may call at once.
      assertThat(send(request, token(user + operations.indexOf(operation))).statusCode() == 403)
          .as("%s of a user is refused", operation)
          .isEqualTo(!operation.isForUsers());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /notifications/totals?since=2026-11-29T09:00:00Z",
        "GET /webhook-endpoints",
        "POST /webhook-endpoints",
        "GET /deliveries?userId={user}",
        "POST /deliveries/1/retry",
        "GET /dead-letters",
        "DELETE /users/{user}",
        "GET /actuator/prometheus",
        "GET /nothing-here"
      })
  void aUserMayDoNothingThatIsForClients(String request) {
    assertProblem(send(request.replace("{user}", user), token(user)), 403, "forbidden");
  }

  /** Also where there is such a user, who has what is asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /notifications?userId={user}",
        "GET /notifications/stream?userId={user}",
        "GET /notifications/unread?userId={user}",
        "PUT /notifications/read",
        "GET /subscriptions/{user}",
        "GET /subscriptions?userId={user}",
        "PUT /subscriptions/{user}",
        "PUT /subscriptions?userId={user}",
        "DELETE /subscriptions/{user}",
        "DELETE /subscriptions?userId={user}"
      })
  void anotherUserIsNoneForAUser(String request) {
    receive(user);
    jdbc.sql(
            """
            insert into subscription (user_id, address, enabled, language, unsubscribe_token)
            values (?, 'a@example.com', false, 'en', ?)
            """)
        .params(user, UUID.randomUUID().toString())
        .update();

    HttpResponse<String> others = send(request.replace("{user}", user), token("someone"));
    assertProblem(others, 404, "not-found");
    String nobody = "no-" + UUID.randomUUID();
    HttpResponse<String> none = send(request.replace("{user}", nobody), token("someone"), nobody);
    assertThat(json(none).get("detail")).isEqualTo(json(others).get("detail"));
    assertThat(
            jdbc.sql("select count(*) from subscription where user_id = ?")
                .param(user)
                .query(Long.class)
                .single())
        .isOne();
  }

  @Test
  void aUserReadsTheirOwnFeedAndNoOther() {
    UUID own = receive(user);
    UUID others = receive("other-" + user);

    assertThat(send("GET /notifications?userId=" + user, token(user)).body())
        .contains(own.toString());
    assertThat(send("GET /notifications?paymentId=" + own, token(user)).body())
        .contains(own.toString());
    assertThat(send("GET /notifications?paymentId=" + others, token(user)).body())
        .isEqualTo(NOTHING);
    assertThat(send("HEAD /notifications/stream?userId=" + user, token(user)).statusCode())
        .isEqualTo(200);
    assertThat(send("GET /notifications/unread?userId=" + user, token(user)).body())
        .contains("\"unread\":1");
    assertProblem(send("PUT /notifications/read", token(user)), 404, "unknown-item");
    assertProblem(send("GET /subscriptions/" + user, token(user)), 404, "not-found");
    assertProblem(send("PUT /subscriptions/" + user, token(user)), 503, "email-not-configured");
    assertThat(send("DELETE /subscriptions/" + user, token(user)).statusCode()).isEqualTo(204);
    assertThat(send("GET /v3/api-docs", token(user)).statusCode()).isEqualTo(200);
  }

  /** An entry of a user's feed; the payment's id. */
  private UUID receive(String userId) {
    UUID payment = UUID.randomUUID();
    jdbc.sql(
            """
            insert into notification (payment_id, user_id, title, message, amount, currency,
                                      occurred_at, received_at, partition, "offset", consumer)
            values (?, ?, '', '', 1250, 'EUR', now(), now(), 0, 0, 'test')
            """)
        .params(payment, userId)
        .update();
    return payment;
  }

  private static String token(String subject) {
    return ISSUER.user(subject, "notifications:read notifications:write webhooks:write admin");
  }

  private HttpResponse<String> send(String request, String token) {
    return send(request, token, user);
  }

  /** A request as {@code method path}; what it writes is the user's. */
  private HttpResponse<String> send(String request, String token, String userId) {
    String[] parts = request.split(" ", 2);
    String body =
        parts[1].startsWith("/subscriptions")
            ? "{\"email\":{\"address\":\"new@example.com\"}}"
            : "{\"userId\":\"" + userId + "\",\"upTo\":\"" + UUID.randomUUID() + "\"}";
    boolean write = parts[0].equals("PUT") || parts[0].equals("POST");
    Api api = new Api(port);
    return api.send(
        HttpRequest.newBuilder(api.uri(parts[1]))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(parts[0], write ? BodyPublishers.ofString(body) : BodyPublishers.noBody()));
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(json(response).get("code").asString()).isEqualTo(code);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }
}
