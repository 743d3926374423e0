package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.assertProblem;
import static io.paymentdone.payment.PaymentClient.json;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.events.CloudEventHeaders;
import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.relay.TestTopic;
import io.paymentdone.testsupport.ApiOperation;
import io.paymentdone.testsupport.TestIssuer;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import io.paymentdone.web.security.Scope;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Who may do what; payments by the short way and, with a query, by the long one. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "api.credentials=demo:demo",
      "api.clients[0].name=shop",
      // Of "secret".
      "api.clients[0].secrets[0]={bcrypt}" + AccessIntegrationTests.HASH,
      "api.clients[0].secrets[1]={noop}next secret",
      "api.clients[0].scopes=payments:write"
    })
@WithPostgresAndKafka
@ActiveProfiles("callers-log-in")
class AccessIntegrationTests {

  static final String HASH = "$2a$04$GxVoF.zLW06Bml/86VLRWe9OYhYnowO.B5a03juYBcM.uuapfmE.e";

  private static final TestIssuer ISSUER = new TestIssuer();

  private final String user = "user-" + UUID.randomUUID();
  private final String key = UUID.randomUUID().toString();

  @LocalServerPort private int port;
  @Autowired private KafkaConnectionDetails kafka;
  @Autowired private JdbcClient jdbc;
  private PaymentClient client;

  @DynamicPropertySource
  static void trust(DynamicPropertyRegistry properties) {
    properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
    properties.add(
        "spring.security.oauth2.resourceserver.jwt.audiences", () -> TestIssuer.AUDIENCE);
  }

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @AfterAll
  static void close() {
    ISSUER.close();
  }

  static Stream<Arguments> forgeries() {
    return ISSUER.forgeries().entrySet().stream()
        .flatMap(forgery ->
            Stream.of("", "?long")
                .map(way -> Arguments.of(forgery.getKey(), way, forgery.getValue())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("forgeries")
  void refusesTokens(String what, String way, String token) {
    HttpResponse<String> refused = pay(way, "user1", "Bearer " + token);

    assertProblem(refused, 401, "unauthorized");
    assertThat(refused.headers().allValues("WWW-Authenticate")).as(what).hasSize(2);
    // Nor an event: the statement that writes the row emits it.
    assertThat(
            jdbc.sql("select count(*) from payment where idempotency_key = ?")
                .param(key)
                .query(Integer.class)
                .single())
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "payments:write, GET /payments?userId=u, payments:read",
    "payments:write, GET /payments?since=, payments:read",
    "payments:write, GET /payments/019acf3e-8f2b-7c41-a6d0-5b1c9e7d2f30, payments:read",
    "payments:write, GET /payments/totals?since=2026-11-29T09:00:00Z, payments:read",
    "payments:read, POST, payments:write",
    "payments:read, POST ?long, payments:write",
    "'payments:write payments:read', GET /actuator/prometheus, metrics:read",
    "'payments:write payments:read', GET /actuator/info, metrics:read",
    "'payments:write payments:read', GET /nothing-here, admin",
    "openid, POST, payments:write"
  })
  void refusesAClientWithoutTheScopeAndNamesIt(String scopes, String request, String missing) {
    String token = "Bearer " + ISSUER.client("kiosk", scopes);

    HttpResponse<String> refused = send(request, token);
    assertProblem(refused, 403, "forbidden");
    assertThat(json(refused).get("detail").asString())
        .isEqualTo("This needs the scope " + missing + ".");
    int status = send(request, "Bearer " + ISSUER.client("kiosk", missing)).statusCode();
    assertThat(status).as("with it").isIn(200, 201, 404);
  }

  /** What the contract says of each operation is what happens. */
  @Test
  void eachOperationNeedsWhatTheContractSays() {
    List<ApiOperation> operations = ApiOperation.of(get("/v3/api-docs", basic("demo:demo")).body());
    assertThat(operations).extracting(ApiOperation::path).contains("/payments", "/payments/{id}");
    for (ApiOperation operation : operations) {
      String request =
          operation.method().equals("POST")
              ? "POST"
              : operation.request(UUID.randomUUID().toString());
      for (Scope scope : Scope.values()) {
        String token = "Bearer " + ISSUER.client("kiosk", scope.text());
        assertThat(send(request, token).statusCode() == 403)
            .as("%s with %s is refused", operation, scope)
            .isEqualTo(!operation.scopes().contains(scope.text()));
      }
      assertThat(send(request, token(user)).statusCode() == 403)
          .as("%s of a user is refused", operation)
          .isEqualTo(!operation.isForUsers());
    }
  }

  private HttpResponse<String> send(String request, String authorization) {
    return request.startsWith("POST")
        ? pay(request.substring("POST".length()).strip(), user, authorization)
        : get(request.substring("GET ".length()), authorization);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "next secret"})
  void aConfiguredClientMayDoWhatItsScopesSay(String secret) {
    String shop = basic("shop:" + secret);

    assertThat(pay("", user, shop).statusCode()).isEqualTo(201);
    assertThat(pay("?long", user, shop).headers().firstValue("Idempotent-Replayed"))
        .hasValue("true");
    assertProblem(get("/payments?userId=" + user, shop), 403, "forbidden");
    assertProblem(pay("", user, basic("shop:wrong")), 401, "unauthorized");
  }

  @Test
  void aClientOfApiCredentialsMayDoEverything() {
    String demo = basic("demo:demo");

    assertThat(pay("", user, demo).statusCode()).isEqualTo(201);
    assertThat(get("/payments?userId=" + user, demo).statusCode()).isEqualTo(200);
    assertThat(get("/actuator/prometheus", demo).statusCode()).isEqualTo(200);
    assertThat(get("/actuator/health", demo).body()).contains("\"components\"");
    assertProblem(get("/nothing-here", demo), 404, "not-found");
  }

  /** Both ways answer alike, and as if there were no such user. */
  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void aUserPaysForThemselvesOnly(String way) {
    String token = token(user);

    assertThat(pay(way, user, token).statusCode()).isEqualTo(201);
    assertProblem(pay(way, "another", token), 404, "not-found");
    assertThat(json(get("/payments?userId=another", basic("demo:demo"))).get("items")).isEmpty();
  }

  /** Whatever scopes the app asked for. */
  @Test
  void aUserReadsNothingButTheirOwn() {
    String others = "other-" + user;
    String id = json(pay("", others, basic("demo:demo"))).get("id").asString();
    HttpResponse<String> paid = pay("", user, token(user));
    String own = paid.body();

    assertThat(get("/payments?userId=" + user, token(user)).body()).contains(own);
    assertThat(get("/payments?idempotencyKey=" + key, token(user)).body())
        .isEqualTo("{\"items\":[" + own + "],\"next\":null}");
    assertThat(get("/payments/" + json(paid).get("id").asString(), token(user)).body())
        .isEqualTo(own);

    assertProblem(get("/payments?userId=" + others, token(user)), 404, "not-found");
    HttpResponse<String> othersPayment = get("/payments/" + id, token(user));
    assertProblem(othersPayment, 404, "not-found");
    assertThat(json(othersPayment).get("detail"))
        .isEqualTo(json(get("/payments/" + UUID.randomUUID(), token(user))).get("detail"));
    assertProblem(get("/payments?since=", token(user)), 403, "forbidden");
    assertProblem(
        get("/payments/totals?since=2026-11-29T09:00:00Z", token(user)), 403, "forbidden");
    assertProblem(get("/actuator/prometheus", token(user)), 403, "forbidden");
    assertThat(get("/actuator/health", token(user)).body()).doesNotContain("components");
    assertThat(get("/v3/api-docs", token(user)).statusCode()).isEqualTo(200);
  }

  /** A user's keys are not those of a client whose name is the user's id. */
  @Test
  void keysOfAUserAndOfAClientDoNotMeet() {
    String ofUser = pay("", user, token(user)).body();
    String ofClient = pay("", user, "Bearer " + ISSUER.client(user, "payments:write")).body();

    assertThat(ofClient).isNotEqualTo(ofUser);
  }

  @Test
  void theEventNamesTheUserEvenWithTheLongestId() {
    String longest = "😀".repeat(90) + user.substring(0, 38);
    try (TestTopic topic = new TestTopic(String.join(",", kafka.getBootstrapServers()))) {
      HttpResponse<String> paid = pay("", longest, token(longest));
      assertThat(paid.statusCode()).as(paid.body()).isEqualTo(201);
      String id = json(paid).get("id").asString();
      topic.awaitAll(List.of(id));

      assertThat(topic.records())
          .filteredOn(record -> TestTopic.id(record).equals(id))
          .extracting(record -> TestTopic.header(record, CloudEventHeaders.CALLER))
          .isNotEmpty()
          .containsOnly("user:" + longest);
      assertThat(
              get("/payments?userId=" + URLEncoder.encode(longest, UTF_8), token(longest)).body())
          .contains(id);
    }
  }

  private String token(String subject) {
    return "Bearer " + ISSUER.user(subject, "payments:read payments:write admin");
  }

  private HttpResponse<String> pay(String way, String userId, String authorization) {
    return client.payAt(
        way, payment(userId), "Idempotency-Key", key, "Authorization", authorization);
  }

  private HttpResponse<String> get(String path, String authorization) {
    return client.get(path, "Authorization", authorization);
  }

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }
}
