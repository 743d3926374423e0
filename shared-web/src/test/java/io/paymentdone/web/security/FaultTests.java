package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.RawHttp;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** What a client learns of faults and of bodies that are too long. */
@SpringBootTest(classes = EchoApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
@ExtendWith(OutputCaptureExtension.class)
class FaultTests {

  private static final Pattern INSTANCE =
      Pattern.compile("\"instance\":\"(?<id>urn:uuid:[0-9a-f-]{36})\"");

  @LocalServerPort int port;

  @ParameterizedTest
  @ValueSource(strings = {"/broken", "/unwritable", "/broken-filter"})
  void tellsTheLogWhatItWasAndTheClientWhereToFindIt(String path, CapturedOutput log) {
    String answer =
        new RawHttp(port)
            .exchange("", "GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close");

    assertThat(answer)
        .startsWith("HTTP/1.1 500 ")
        .containsIgnoringCase("Content-Type: application/problem+json")
        .contains("\"code\":\"internal-error\"")
        .doesNotContain("secret", "Exception", "io.paymentdone", "\tat ", "trace");
    Matcher instance = INSTANCE.matcher(answer);
    assertThat(instance.find()).as(answer).isTrue();
    assertThat(log.getOut())
        // Of the path only what is the same for all users: a filter knows no more than the method.
        .containsPattern(
            "request failed: GET (" + Pattern.quote(path) + " )?" + instance.group("id"))
        .contains("the secret of " + path)
        .contains("\tat io.paymentdone");
  }

  /** The connection is closed after it, and nothing of the answer may be missing then. */
  @Test
  void answersWhollyThoughTheBodyIsNotRead() {
    String answer =
        new RawHttp(port)
            .exchange(
                "{}",
                "POST /busy HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 2");

    assertThat(answer)
        .startsWith("HTTP/1.1 503 ")
        .contains("\"code\":\"overloaded\"")
        .endsWith("\r\n0\r\n\r\n");
  }

  /** Its sender sees the answer, no reset. */
  @Test
  void readsABodyALittleTooLongToItsEnd() {
    assertTooLarge(post(" ".repeat(70_000), 70_000));
  }

  /** It does not wait for megabytes to throw them away. */
  @Test
  void closesTheConnectionBeforeTheRestOfABodyFarTooLong() {
    assertTooLarge(post(" ".repeat(200_000), 10 << 20));
  }

  private String post(String body, int length) {
    return new RawHttp(port)
        .exchange(
            body,
            "POST /caller HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Content-Length: " + length);
  }

  private static void assertTooLarge(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 413 ")
        .containsIgnoringCase("\r\nConnection: close")
        .contains("\"code\":\"body-too-large\"");
  }
}
