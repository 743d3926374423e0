package io.paymentdone.testsupport;

import static io.paymentdone.testsupport.RawHttp.join;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Requests that no operation takes, as bytes for a socket. What is wrong with them has to do with
 * HTTP and JSON, not with the operation.
 */
public final class HostileRequests {

  private static final String JSON = "Content-Type: application/json";

  private HostileRequests() {}

  /**
   * Each with its name and the status of its refusal.
   *
   * @param operation method and path of an operation that takes JSON
   * @param good a body that it would take: an object of one member at least
   */
  public static Stream<Arguments> to(String operation, String good) {
    return Stream.of(bodies(operation, good), heads(operation, good), lines(operation))
        .flatMap(cases -> cases);
  }

  private static Stream<Arguments> bodies(String operation, String good) {
    String member = good.substring(1, good.indexOf(':') + 1);
    return Stream.of(
        head(operation, "empty", 400, "", JSON),
        head(operation, "truncated", 400, good.substring(0, good.length() - 1), JSON),
        head(operation, "trailing object", 400, good + "{}", JSON),
        head(operation, "trailing word", 400, good + " x", JSON),
        head(operation, "member twice", 400, "{" + member + "null," + good.substring(1), JSON),
        head(operation, "unknown member", 400, "{\"foo\":1," + good.substring(1), JSON),
        head(operation, "null", 400, "null", JSON),
        head(operation, "array", 400, "[" + good + "]", JSON),
        head(operation, "string", 400, "\"x\"", JSON),
        head(operation, "number", 400, "1", JSON),
        head(operation, "no JSON", 400, "hi there", JSON),
        head(operation, "comment", 400, "/* */" + good, JSON),
        head(operation, "single quotes", 400, good.replace('"', '\''), JSON),
        head(operation, "NaN", 400, "{" + member + "NaN}", JSON),
        head(operation, "depth 501", 400, "[".repeat(501) + "]".repeat(501), JSON),
        head(operation, "depth 30000", 400, "{" + member + "[".repeat(30_000), JSON),
        head(operation, "70 KB", 413, " ".repeat(70_000) + good, JSON),
        head(operation, "10 MB", 413, " ".repeat(10 << 20), JSON),
        raw(operation, "no UTF-8", 400, join(bytes(good), new byte[] {(byte) 0xc3, '('})),
        raw(operation, "overlong UTF-8", 400, "{\"\u00c0\u00af\":1}".getBytes(ISO_8859_1)),
        raw(
            operation,
            "surrogate in UTF-8",
            400,
            "{\"\u00ed\u00a0\u0080\":1}".getBytes(ISO_8859_1)),
        head(operation, "byte order mark", 400, "\uFEFF" + good, JSON),
        raw(operation, "UTF-16", 400, good.getBytes(UTF_16)));
  }

  private static Stream<Arguments> heads(String operation, String good) {
    return Stream.of(
        head(operation, "no content type", 415, good),
        head(operation, "text", 415, good, "Content-Type: text/plain"),
        head(operation, "XML", 415, good, "Content-Type: application/xml"),
        head(operation, "form", 415, good, "Content-Type: application/x-www-form-urlencoded"),
        head(operation, "parts", 415, good, "Content-Type: multipart/form-data; boundary=x"),
        head(operation, "UTF-16 by name", 415, good, JSON + "; charset=UTF-16"),
        head(operation, "no charset", 415, good, JSON + "; charset=nonsense"),
        head(operation, "gzip", 415, good, JSON, "Content-Encoding: gzip"),
        arguments(
            "gzip bomb",
            415,
            RawHttp.request(operation, RawHttp.gzipBomb(), JSON, "Content-Encoding: gzip")),
        head(operation, "64 KB header", 400, good, JSON, "X-Long: " + "x".repeat(65_536)),
        head(operation, "1000 headers", 400, good, JSON, "X: 1\r\n".repeat(1000).strip()),
        head(operation, "two lengths", 400, good, JSON, "Content-Length: 3"),
        head(operation, "negative length", 400, good, JSON, "Content-Length: -1"),
        head(operation, "unknown coding", 400, good, JSON, "Transfer-Encoding: nonsense"),
        head(operation, "blank before colon", 400, good, JSON, "X-Bad : 1"),
        head(operation, "two hosts", 400, good, JSON, "Host: evil.example"),
        arguments("length and chunks", 400, smuggled(operation)));
  }

  /** RFC 9112, 6.1: refused, or read as chunked and the connection closed behind it. */
  private static byte[] smuggled(String operation) {
    String second = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return bytes(
        operation
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + JSON
            + "\r\nContent-Length: "
            + (5 + second.length())
            + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + second);
  }

  private static Stream<Arguments> lines(String operation) {
    String path = operation.substring(operation.indexOf(' ') + 1);
    return Stream.of(
        line("GET " + path + "?x=[ HTTP/1.1", 400),
        line("GET " + path + " more HTTP/1.1", 400),
        line("GET " + path + "/%zz HTTP/1.1", 400),
        line("GET " + path + "/%00 HTTP/1.1", 400),
        line("GET " + path + "/..%2f.. HTTP/1.1", 400),
        line("GET " + path + "/\\ HTTP/1.1", 400),
        line("GET " + path + "?x=" + "x".repeat(65_536) + " HTTP/1.1", 400),
        line("GET " + path + " HTTP/3.7", 400),
        line("nonsense", 400),
        line("TRACE " + path + " HTTP/1.1", 405),
        line("FOO " + path + " HTTP/1.1", 405),
        arguments("no host", 400, bytes("GET " + path + " HTTP/1.1\r\n\r\n")));
  }

  /**
   * Asserts one answer, a problem document, and that it says nothing about the service's inside.
   */
  public static void assertRefused(String answer, int status) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("\r\nContent-Type: application/problem+json")
        .contains("\"status\":" + status, "\"code\":\"", "\"errors\":[")
        .containsPattern("\"retryable\":(true|false),\"requestId\":\"[0-9a-z]{16}\"")
        .containsPattern("\r\nRequest-Id: [0-9a-z]{16}\r\n")
        .doesNotContain("<html", "Exception", "io.paymentdone", "\tat ", "Source:", "Feature")
        // One answer: nothing was smuggled in behind the request.
        .containsOnlyOnce("HTTP/1.1 ");
  }

  private static Arguments head(
      String operation, String name, int status, String body, String... headers) {
    return arguments(name, status, RawHttp.request(operation, bytes(body), headers));
  }

  private static Arguments raw(String operation, String name, int status, byte[] body) {
    return arguments(name, status, RawHttp.request(operation, body, JSON));
  }

  private static Arguments line(String line, int status) {
    String shown = line.length() > 50 ? line.substring(0, 50) + "…" : line;
    return arguments(
        shown, status, bytes(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
