package io.paymentdone.console.login;

import static io.paymentdone.console.login.Visitor.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.testsupport.TestIssuer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Nothing of a user is in the console's log, metrics or health, whoever asks for what. */
@WithLogin
@ExtendWith(OutputCaptureExtension.class)
class PersonalDataTests {

  private static final String MARK = "zqmarkzq";
  private static final String ADMIN = basic("demo", "d:emö");
  private static final List<String> PATHS =
      List.of("/api/traffic", "/api/payments", "/api/dead-letters/7/redrive");

  private static final TestIssuer ISSUER = new TestIssuer();

  @LocalServerPort int port;

  private Visitor visitor;

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

  @BeforeEach
  void visit() {
    visitor = new Visitor(port);
  }

  @Test
  void theAuditLogNamesNoUser(CapturedOutput output) {
    String token = "Bearer " + ISSUER.user(MARK, "admin");

    for (String path : PATHS) {
      assertThat(
              visitor.write("POST", path + "?userId=" + MARK, "Authorization", token).statusCode())
          .isEqualTo(403);
    }

    // The line is written after the answer.
    await()
        .untilAsserted(() ->
            assertThat(output.getAll().lines().filter(line -> line.contains(" audit ")))
                .hasSize(PATHS.size())
                .allMatch(line -> line.contains("{\"who\":\"a user\",\"what\":\"POST /api/")));
    assertThat(output.getAll()).doesNotContain(MARK);
  }

  @Test
  void isNowhereButInAnswers(CapturedOutput output) {
    String query = "?userId=" + MARK + "-user";
    for (String path : PATHS) {
      refused(visitor.write("POST", path + query, "Authorization", ADMIN));
    }
    refused(visitor.write("PUT", "/api/subscriptions" + query, "Authorization", ADMIN));
    refused(visitor.write("POST", "/" + MARK, "Authorization", ADMIN));
    for (String path : List.of("/api/payments/" + MARK, "/api/groups/shop", "/" + MARK)) {
      refused(visitor.get(path + query, "Authorization", ADMIN));
    }
    refused(visitor.get("/api/session", "Authorization", basic(MARK, MARK)));
    refused(visitor.get("/api/session", "Authorization", basic("demo", MARK)));
    refused(visitor.get("/api/session", "Authorization", "Bearer " + MARK));
    refused(visitor.get("/api/session", "Authorization", "Bearer " + ISSUER.user(MARK, "admin")));
    String unreadable = "GET /api/followed?userId=" + MARK + "{ HTTP/1.1";
    assertThat(new RawHttp(port).exchange("", unreadable, "Host: localhost", "Connection: close"))
        .startsWith("HTTP/1.1 400");
    visitor.get("/api/followed" + query, "Authorization", ADMIN);

    assertThat(visitor.get("/actuator/prometheus", "Authorization", ADMIN).body())
        .contains("http_server_requests")
        .doesNotContain(MARK);
    assertThat(visitor.get("/actuator/health", "Authorization", ADMIN).body())
        .contains("components")
        .doesNotContain(MARK);
    assertThat(output.getAll())
        .as("the requests are in the log")
        .contains("PUT /api/subscriptions", "wrong credentials")
        .doesNotContain(MARK);
  }

  private static void refused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
  }
}
