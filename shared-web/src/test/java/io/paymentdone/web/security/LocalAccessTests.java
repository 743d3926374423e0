package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** Loopback is no login: what a page of somebody else's can make a browser send is refused. */
@SpringBootTest(classes = EchoApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
class LocalAccessTests {

  private static final String JSON = "Content-Type: application/json";

  @LocalServerPort int port;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "127.0.0.2",
        "0.0.0.0",
        "192.168.1.10:8080"
      })
  void answersToNoOtherName(String host) {
    assertRefused(send("GET", "Host: " + host), 421, "foreign-host");
    assertRefused(send("POST", "Host: " + host, JSON), 421, "foreign-host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "localhost:8080", "127.0.0.1", "[::1]:8080"})
  void answersToEachNameOfLoopback(String host) {
    assertThat(send("GET", "Host: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: http://localhost.evil.example",
        "Origin: null",
        "Origin: http://localhost:1",
        "Origin: http://localhost",
        "Origin: http://127.0.0.1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void letsNoPageOfAnotherOriginChangeAnything(String header) {
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      assertRefused(send(method, host(), JSON, header), 403, "foreign-origin");
    }
  }

  /** It could not read the answers, but hold them open. */
  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void letsPagesOfOtherOriginsLinkHereOnly(String site) {
    String from = "Sec-Fetch-Site: " + site;
    assertRefused(send("GET", host(), from, "Sec-Fetch-Mode: cors"), 403, "foreign-origin");
    assertRefused(send("GET", host(), from, "Sec-Fetch-Mode: no-cors"), 403, "foreign-origin");
    assertRefused(
        send("GET", host(), from, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"),
        403,
        "foreign-origin");
    assertThat(send("GET", host(), from, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void letsItsOwnPagesAndProgramsWrite() {
    assertThat(send("POST", host(), JSON, "Origin: http://localhost:" + port)).contains(" 200 ");
    assertThat(send("POST", host(), JSON, "Sec-Fetch-Site: same-origin")).contains(" 200 ");
    assertThat(send("POST", host(), JSON, "Sec-Fetch-Site: none")).contains(" 200 ");
    assertThat(send("POST", host(), JSON)).contains(" 200 ");
  }

  /** Without the header that lets a page of another origin read the answer. */
  @Test
  void sharesNoAnswerWithPagesOfOtherOrigins() {
    assertThat(send("GET", host(), "Origin: https://evil.example"))
        .doesNotContainIgnoringCase("Access-Control-Allow");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type: text/plain",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: multipart/form-data; boundary=x",
    "Content-Type: nonsense",
    "X-No-Content-Type: at all"
  })
  void refusesWhatAFormCanSend(String header) {
    assertRefused(send("POST", host(), header), 415, "unsupported-media-type");
  }

  @Test
  void takesAPublicFormFromItsOwnPages() {
    String form = "Content-Type: application/x-www-form-urlencoded";
    assertThat(sendTo("/forms/one", "POST", host(), form)).startsWith("HTTP/1.1 200 ");
    assertRefused(
        sendTo("/forms/one", "POST", host(), form, "Origin: https://evil.example"),
        403,
        "foreign-origin");
  }

  @Test
  void takesAWriteWithoutABody() {
    String answer =
        new RawHttp(port)
            .exchange(
                "", "POST /caller HTTP/1.1", host(), "Content-Length: 0", "Connection: close");

    assertThat(answer).startsWith("HTTP/1.1 200 ");
  }

  private String host() {
    return "Host: localhost:" + port;
  }

  private String send(String method, String... headers) {
    return sendTo("/caller", method, headers);
  }

  private String sendTo(String path, String method, String... headers) {
    String body = method.equals("GET") ? "" : "{}";
    String[] lines = new String[headers.length + 3];
    lines[0] = method + " " + path + " HTTP/1.1";
    lines[1] = "Connection: close";
    lines[2] = "Content-Length: " + body.length();
    System.arraycopy(headers, 0, lines, 3, headers.length);
    return new RawHttp(port).exchange(body, lines);
  }

  private static void assertRefused(String answer, int status, String code) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("Content-Type: application/problem+json")
        .contains("\"code\":\"" + code + "\"")
        .doesNotContain("anonymous");
  }
}
