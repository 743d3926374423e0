package io.paymentdone.console.login;

import static io.paymentdone.console.login.Visitor.basic;
import static io.paymentdone.console.login.Visitor.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@WithLogin
@ExtendWith(OutputCaptureExtension.class)
class LoginTests {

  private static final String STREAM = "/api/group/stream?id=notification-service";
  private static final Set<RequestMethod> READS =
      Set.of(RequestMethod.GET, RequestMethod.HEAD, RequestMethod.OPTIONS);

  @LocalServerPort int port;

  @Autowired MockMvcTester mock;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping handlers;

  Visitor visitor;

  @BeforeEach
  void visit() {
    visitor = new Visitor(port);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /login",
    "/lab.html, /login?next=%2Flab.html",
    "/?group=a%20b&x=1, /login?next=%2F%3Fgroup%3Da%2520b%26x%3D1",
    "/api/groups, /login?next=%2Fapi%2Fgroups"
  })
  void whoOpensAPageIsLedToTheLogin(String path, String login) {
    HttpResponse<String> response = visitor.open(path);

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location")).contains(login);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/groups", STREAM, "/js/main.js", "/api/session", "/nowhere"})
  void everythingElseIsRefusedToStrangers(String path) {
    HttpResponse<String> response = visitor.get(path);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(json(response).path("code").stringValue()).isEqualTo("unauthorized");
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
  }

  @ParameterizedTest
  @CsvSource({"Accept, text/event-stream", "X-Requested-With, fetch"})
  void theBrowserIsNotMadeToAskForAPassword(String header, String value) {
    HttpResponse<String> response = visitor.get(STREAM, header, value);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
        .doesNotContain("Basic");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login",
        "/login/options",
        "/css/console.css",
        "/css/login.css",
        "/js/login.js",
        "/js/api.js",
        "/icon.svg",
        "/livez"
      })
  void thePageOfTheLoginIsOpen(String path) {
    HttpResponse<String> response = visitor.open(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self';");
  }

  @Test
  void aClientLogsInAndOut() {
    HttpResponse<String> login = visitor.logIn("demo", "d:emö");

    assertThat(login.statusCode()).isEqualTo(204);
    assertThat(login.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .matches("console-session=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict");
    assertThat(visitor.open("/").body()).contains("<title>payment-done");
    assertThat(visitor.session().path("name").stringValue()).isEqualTo("demo");
    assertThat(visitor.session().path("admin").booleanValue()).isTrue();
    Visitor twin = visitor.twin();

    assertThat(visitor.write("POST", "/logout", "X-CSRF-TOKEN", visitor.csrfToken()).statusCode())
        .isEqualTo(204);

    // The cookie is gone, and worth nothing where it is kept.
    assertThat(visitor.open("/").statusCode()).isEqualTo(302);
    assertThat(twin.get("/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void anotherLoginEndsTheSessionThatTheBrowserHad() {
    visitor.logIn("reader", "reads");
    Visitor before = visitor.twin();

    visitor.logIn("demo", "d:emö");

    assertThat(visitor.session().path("name").stringValue()).isEqualTo("demo");
    assertThat(before.get("/api/session").statusCode()).isEqualTo(401);
  }

  @Test
  void overHttpsTheCookieIsBoundToTheHost() {
    MvcTestResult login =
        mock.post()
            .uri("https://localhost/login")
            .secure(true)
            .header(HttpHeaders.AUTHORIZATION, basic("demo", "d:emö"))
            .exchange();

    assertThat(login.getResponse().getHeader("Set-Cookie"))
        .matches("__Host-console-session=[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict");
  }

  @ParameterizedTest
  @CsvSource({"demo, wrong", "nobody, d:emö", "demo, ''"})
  void aWrongPasswordIsSaidInWords(String user, String password) {
    HttpResponse<String> login = visitor.logIn(user, password, "X-Requested-With", "fetch");

    assertThat(login.statusCode()).isEqualTo(401);
    assertThat(json(login).path("code").stringValue()).isEqualTo("unauthorized");
    assertThat(login.headers().firstValue("WWW-Authenticate").orElse("")).doesNotContain("Basic");
    assertThat(login.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void aClientThatMayOnlyPayCannotLogIn() {
    HttpResponse<String> login = visitor.logIn("payer", "pays");

    assertThat(login.statusCode()).isEqualTo(403);
    assertThat(json(login).path("detail").stringValue()).contains("payments:read");
    assertThat(login.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void anotherSiteCannotLogABrowserIn() {
    HttpResponse<String> login = visitor.logIn("demo", "d:emö", "Sec-Fetch-Site", "cross-site");

    assertThat(login.statusCode()).isEqualTo(403);
    assertThat(json(login).path("code").stringValue()).isEqualTo("foreign-origin");
    assertThat(login.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/session", STREAM, "/login/options", "/nowhere"})
  void pagesOfOtherSitesReadNothingOfASession(String path) {
    visitor.logIn("demo", "d:emö");

    HttpResponse<String> read =
        visitor.get(path, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors");

    assertThat(read.statusCode()).isEqualTo(403);
    assertThat(json(read).path("code").stringValue()).isEqualTo("foreign-origin");
  }

  @Test
  void aSessionIsWorthNothingWithoutItsToken() {
    visitor.logIn("demo", "d:emö");

    HttpResponse<String> without = visitor.write("POST", "/api/traffic");
    HttpResponse<String> wrong = visitor.write("POST", "/api/traffic", "X-CSRF-TOKEN", "none");
    HttpResponse<String> right =
        visitor.write("POST", "/api/traffic", "X-CSRF-TOKEN", visitor.csrfToken());

    assertThat(without.statusCode()).isEqualTo(403);
    assertThat(json(without).path("code").stringValue()).isEqualTo("csrf-token-invalid");
    assertThat(wrong.statusCode()).isEqualTo(403);
    // Of its body, so the request has come through.
    assertThat(right.statusCode()).isEqualTo(400);
  }

  @Test
  void aProgramNeedsNoToken() {
    HttpResponse<String> response =
        visitor.write("POST", "/api/traffic", "Authorization", basic("demo", "d:emö"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void whoLacksTheScopeReadsOnly() {
    visitor.logIn("reader", "reads");

    assertThat(visitor.open("/").statusCode()).isEqualTo(200);
    assertThat(visitor.session().path("admin").booleanValue()).isFalse();
    HttpResponse<String> write =
        visitor.write("POST", "/api/traffic", "X-CSRF-TOKEN", visitor.csrfToken());
    assertThat(write.statusCode()).isEqualTo(403);
    assertThat(json(write).path("code").stringValue()).isEqualTo("forbidden");
    assertThat(json(write).path("detail").stringValue()).contains("admin");
  }

  /** With a session and with credentials in each request; strangers get 401. */
  @Test
  void everyWriteNeedsTheScope() {
    Visitor reader = new Visitor(port);
    reader.logIn("reader", "reads");
    String token = reader.csrfToken();
    List<String> allowed = new ArrayList<>();
    int writes = 0;
    for (RequestMappingInfo mapping : handlers.getHandlerMethods().keySet()) {
      for (String path : paths(mapping)) {
        for (String method : writes(mapping)) {
          if (path.equals("/login") || path.equals("/logout")) {
            continue;
          }
          writes++;
          int session = reader.write(method, path, "X-CSRF-TOKEN", token).statusCode();
          int program =
              visitor.write(method, path, "Authorization", basic("reader", "reads")).statusCode();
          int stranger = visitor.write(method, path).statusCode();
          if (session != 403 || program != 403 || stranger != 401) {
            allowed.add(method + " " + path + ": " + session + " " + program + " " + stranger);
          }
        }
      }
    }
    assertThat(allowed).isEmpty();
    assertThat(writes).isGreaterThan(10);
  }

  private static List<String> paths(RequestMappingInfo mapping) {
    return Objects.requireNonNull(mapping.getPathPatternsCondition()).getPatternValues().stream()
        .map(path -> path.replaceAll("\\{[^}]*}", "1"))
        .toList();
  }

  /** A handler without a method takes all of them. */
  private static List<String> writes(RequestMappingInfo mapping) {
    Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
    return methods.isEmpty()
        ? List.of("POST", "DELETE")
        : methods.stream().filter(method -> !READS.contains(method)).map(Enum::name).toList();
  }

  @Test
  void eachWriteHasALineInTheAuditLog(CapturedOutput output) {
    visitor.logIn("demo", "d:emö");
    String token = visitor.csrfToken();

    visitor.write("DELETE", "/api/replicas/7?mode=kill", "X-CSRF-TOKEN", token, "Request-Id", "a1");
    visitor.write(
        "PUT", "/api/subscriptions?userId=ana", "X-CSRF-TOKEN", token, "Request-Id", "a2");
    visitor.write(
        "POST",
        "/api/dead-letters/ana@example.com/redrive",
        "Authorization",
        basic("reader", "reads"),
        "Request-Id",
        "a3");
    visitor.write("POST", "/ana", "X-CSRF-TOKEN", token, "Request-Id", "a4");
    visitor.write("POST", "/api/traffic", "Request-Id", "a5");
    new Visitor(port).write("POST", "/api/traffic", "Request-Id", "a6");

    assertThat(lines(output))
        .containsSubsequence(
            line("demo", "POST /login", "", 204),
            line("demo", "DELETE /api/replicas/{n}", "\"mode\":\"kill\",\"n\":\"7\"", 404, "a1"),
            line("demo", "PUT /api/subscriptions", "", 400, "a2"),
            line("reader", "POST /api/dead-letters/{id}/redrive", "", 403, "a3"),
            line("demo", "POST (unknown path)", "", 404, "a4"),
            line("demo", "POST /api/traffic", "", 403, "a5"));
    assertThat(String.join("\n", lines(output))).doesNotContain("ana").doesNotContain("\"a6\"");
  }

  private static String line(String who, String what, String parameters, int status, String id) {
    return line(who, what, parameters, status) + ",\"requestId\":\"" + id + "\"}";
  }

  private static String line(String who, String what, String parameters, int status) {
    return "{\"who\":\"%s\",\"what\":\"%s\",\"parameters\":{%s},\"status\":%s"
        .formatted(who, what, parameters, Integer.toString(status));
  }

  /** The entries, those of logins without the id. */
  private static List<String> lines(CapturedOutput output) {
    return output
        .toString()
        .lines()
        .filter(line -> line.contains(" audit "))
        .map(line -> line.substring(line.indexOf('{')))
        .map(line ->
            line.contains("/login") ? line.substring(0, line.indexOf(",\"requestId")) : line)
        .toList();
  }

  @Test
  @Timeout(60)
  void aStreamEndsWithItsSession() throws Exception {
    visitor.logIn("reader", "reads");
    Visitor page = visitor.twin();
    HttpResponse<InputStream> stream = page.stream(STREAM);
    assertThat(stream.statusCode()).isEqualTo(200);
    BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8));
    while (!Objects.requireNonNull(lines.readLine(), "the stream ended").equals("event: ready")) {
      // The snapshot.
    }

    visitor.write("POST", "/logout", "X-CSRF-TOKEN", visitor.csrfToken());

    long loggedOut = System.nanoTime();
    while (lines.readLine() != null) {
      // What came before the end.
    }
    assertThat(Duration.ofNanos(System.nanoTime() - loggedOut)).isLessThan(Duration.ofSeconds(10));
    assertThat(page.stream(STREAM).statusCode()).isEqualTo(401);
  }
}
