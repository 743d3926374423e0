package io.paymentdone.console.login;

import static io.paymentdone.console.login.Visitor.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** The login at an OpenID provider, which is not there yet when the console starts. */
@WithLogin
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
    properties = {
      "spring.security.oauth2.client.registration.corp.client-id=console",
      "spring.security.oauth2.client.registration.corp.client-secret=secret",
      "spring.security.oauth2.client.registration.corp.client-name=Corp",
      "spring.security.oauth2.client.registration.corp.scope=openid",
      "spring.security.oauth2.client.registration.partner.provider=corp",
      "spring.security.oauth2.client.registration.partner.client-id=console",
      "spring.security.oauth2.client.registration.partner.client-secret=secret",
      "spring.security.oauth2.client.registration.partner.scope=openid",
      "payment-done.console.login.claim=groups",
      "payment-done.console.login.grants[0].registration=corp",
      "payment-done.console.login.grants[0].value=payment-operators",
      "payment-done.console.login.grants[0].scopes=admin"
    })
class ProviderLoginTests {

  private static final int PROVIDER_PORT = freePort();
  private static final String BEGIN = "/oauth2/authorization/corp";

  private static @Nullable OpenIdProvider started;

  @LocalServerPort int port;

  Visitor visitor;
  OpenIdProvider provider;

  @DynamicPropertySource
  static void issuer(DynamicPropertyRegistry properties) {
    properties.add(
        "spring.security.oauth2.client.provider.corp.issuer-uri",
        () -> "http://127.0.0.1:" + PROVIDER_PORT);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void startProvider() throws Exception {
    visitor = new Visitor(port);
    if (started == null) {
      assertThat(location(visitor.open(BEGIN))).isEqualTo("/login?problem=failed");
      started = new OpenIdProvider(PROVIDER_PORT);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> location(visitor.open(BEGIN)).contains("/authorize?"));
    }
    provider = started;
    provider.person = Map.of("sub", "alice");
    provider.signer = provider.key();
  }

  @AfterAll
  static void stopProvider() {
    if (started != null) {
      started.close();
      started = null;
    }
  }

  private static String location(HttpResponse<String> response) {
    return response.headers().firstValue("Location").orElse("");
  }

  /** From the button to where the provider leads back. */
  private String comeBack(String begin) {
    HttpResponse<String> away = visitor.open(begin);
    assertThat(away.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .contains("console-login=", "HttpOnly", "SameSite=Lax", "Max-Age=600");
    return location(new Visitor(port).open(location(away)));
  }

  @Test
  void thePageOfTheLoginHasAButtonForIt() {
    assertThat(json(visitor.get("/login/options")).toString())
        .isEqualTo(
            "{\"form\":true,\"providers\":[{\"name\":\"Corp\",\"path\":\""
                + BEGIN
                + "\"},{\"name\":\"partner\",\"path\":\"/oauth2/authorization/partner\"}]}");
  }

  @Test
  void whoLogsInMayReadOnly() {
    HttpResponse<String> back = visitor.ledTo(comeBack(BEGIN + "?next=/lab.html"));

    assertThat(back.statusCode()).isEqualTo(302);
    assertThat(location(back)).isEqualTo("/login?next=%2Flab.html");
    assertThat(visitor.session().path("name").stringValue()).isEqualTo("corp:alice");
    assertThat(visitor.session().path("admin").booleanValue()).isFalse();
    assertThat(visitor.open("/").statusCode()).isEqualTo(200);
    assertThat(
            visitor.write("POST", "/api/traffic", "X-CSRF-TOKEN", visitor.csrfToken()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aGroupOfTheClaimMayWrite() {
    provider.person = Map.of("sub", "bob", "groups", List.of("staff", "payment-operators"));

    visitor.ledTo(comeBack(BEGIN));

    assertThat(visitor.session().path("name").stringValue()).isEqualTo("corp:bob");
    assertThat(visitor.session().path("admin").booleanValue()).isTrue();
    // Of its body, so the request has come through.
    assertThat(
            visitor.write("POST", "/api/traffic", "X-CSRF-TOKEN", visitor.csrfToken()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void theSameGroupOfAnotherRegistrationMayNot() {
    provider.person = Map.of("sub", "bob", "groups", List.of("staff", "payment-operators"));

    visitor.ledTo(comeBack("/oauth2/authorization/partner"));

    assertThat(visitor.session().path("name").stringValue()).isEqualTo("partner:bob");
    assertThat(visitor.session().path("admin").booleanValue()).isFalse();
  }

  @Test
  void theLoginHasALineInTheAuditLog(CapturedOutput output) {
    visitor.ledTo(comeBack(BEGIN));

    assertThat(output.toString())
        .contains(
            "{\"who\":\"corp:alice\",\"what\":\"GET /login/oauth2/code/{provider}\","
                + "\"parameters\":{},\"status\":302,");
  }

  @ParameterizedTest
  @CsvSource({"//evil.example", "https://evil.example", "/%5Cevil.example"})
  void leadsToNoOtherSite(String next) {
    assertThat(location(visitor.ledTo(comeBack(BEGIN + "?next=" + next)))).isEqualTo("/login");
  }

  @Test
  void cannotBeFinishedInAnotherBrowserOrTwice() {
    String back = comeBack(BEGIN);

    Visitor other = new Visitor(port);
    assertThat(location(other.ledTo(back))).isEqualTo("/login?problem=expired");
    assertThat(other.get("/api/session").statusCode()).isEqualTo(401);

    assertThat(location(visitor.ledTo(back))).isEqualTo("/login");
    assertThat(location(visitor.ledTo(back))).isEqualTo("/login?problem=expired");
  }

  @Test
  void endsTheSessionThatTheBrowserHad() {
    visitor.logIn("demo", "d:emö");
    Visitor before = visitor.twin();

    visitor.ledTo(comeBack(BEGIN));

    assertThat(visitor.session().path("name").stringValue()).isEqualTo("corp:alice");
    assertThat(before.get("/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void aLoginThatFailsEndsNoSession() {
    visitor.logIn("demo", "d:emö");
    provider.person = Map.of();

    visitor.ledTo(comeBack(BEGIN));

    assertThat(visitor.session().path("name").stringValue()).isEqualTo("demo");
  }

  @Test
  void tellsWhoCancelledIt() {
    provider.person = Map.of();

    assertThat(location(visitor.ledTo(comeBack(BEGIN + "?next=/lab.html"))))
        .isEqualTo("/login?next=%2Flab.html&problem=cancelled");
    assertThat(visitor.get("/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void refusesATokenThatTheProviderDidNotSign() throws Exception {
    provider.signer = OpenIdProvider.newKey();

    assertThat(location(visitor.ledTo(comeBack(BEGIN)))).isEqualTo("/login?problem=failed");
    assertThat(visitor.get("/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void clientsLogInAsBefore() {
    assertThat(visitor.logIn("demo", "d:emö").statusCode()).isEqualTo(204);
    assertThat(visitor.session().path("admin").booleanValue()).isTrue();
  }
}
