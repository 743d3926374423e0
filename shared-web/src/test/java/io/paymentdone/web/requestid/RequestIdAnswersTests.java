package io.paymentdone.web.requestid;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.testsupport.RequestIdCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** Whoever answers, the answer and the log lines have the id of the request. */
@SpringBootTest(classes = NamingApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
@ExtendWith(OutputCaptureExtension.class)
class RequestIdAnswersTests {

  @LocalServerPort int port;

  @ParameterizedTest
  @CsvSource({
    "/now, 200",
    "/later, 200",
    "/stream, 200",
    "/page.txt, 200",
    "/nowhere, 404",
    "/broken, 500",
    "/broken-early, 500",
    "/broken-later, 500"
  })
  void isInEachAnswer(String path, int status) {
    RequestIdCheck.assertRequestIds(request(path), status);
  }

  /** The first line says what is refused; the rest is sent with an id. */
  @ParameterizedTest
  @CsvSource({
    "GET /%zz HTTP/1.1, localhost, 400",
    "GET /<> HTTP/1.1, localhost, 400",
    "GET /now HTTP/1.1, 'not a host', 400",
    "TRACE /now HTTP/1.1, localhost, 405",
    "GET /now HTTP/1.1, elsewhere.example, 421"
  })
  void isInTheAnswersBeforeAnyController(String line, String host, int status) {
    String answer =
        new RawHttp(port)
            .exchange("", line, "Request-Id: order-42", "Host: " + host, "Connection: close");

    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsPattern("\r\nRequest-Id: [!-~]+\r\n")
        .containsPattern("\"retryable\":(true|false)");
    String id = answer.replaceFirst("(?s).*\r\nRequest-Id: ([!-~]+)\r\n.*", "$1");
    assertThat(answer).contains("\"requestId\":\"" + id + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/now", "/broken", "/broken-later"})
  void isInLogLines(String path, CapturedOutput log) {
    RequestIdCheck.assertRequestIds(request(path), path.equals("/now") ? 200 : 500);

    assertThat(log.getOut())
        .containsPattern(
            Pattern.quote("[order-42/try:1] ") + ".*" + (path.equals("/now") ? "now" : path));
  }

  /** Those of Tomcat, too, which reports a fault before its document is written. */
  @ParameterizedTest
  @ValueSource(strings = {"/broken", "/broken-early", "/broken-later"})
  void isInEachLineAboutAFault(String path, CapturedOutput log) throws Exception {
    HttpRequest faulty = request(path).header("Request-Id", "fault-42").build();

    HttpClient.newHttpClient().send(faulty, BodyHandlers.discarding());

    assertThat(log.getOut().lines().filter(line -> line.contains(" ERROR ")))
        .isNotEmpty()
        .allMatch(line -> line.contains("[fault-42] "));
  }

  @Test
  void isNotInLinesOfNoRequest(CapturedOutput log) {
    LoggerFactory.getLogger("a.logger").info("of no request");

    assertThat(log.getOut()).containsPattern("] a\\.logger +: of no request");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }
}
