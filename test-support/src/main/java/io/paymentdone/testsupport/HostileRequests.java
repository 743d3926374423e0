package io.paymentdone.testsupport;

import static io.paymentdone.testsupport.RawHttp.join;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Requests that no operation takes, as bytes for a socket. What is wrong with them has to do with
 * HTTP and JSON, not with the operation.
 */
public final class HostileRequests {

  /** What a body is refused with that is JSON, or would be if it went on. */
  public static final String BAD_BODY = "400 malformed-json|invalid-request";

  private static final String JSON = "Content-Type: application/json";
  private static final String BAD_JSON = "400 malformed-json";
  private static final String BAD_FIELD = "400 invalid-request";
  private static final String BAD_HTTP = "400 bad-request";
  private static final String BAD_METHOD = "405 method-not-allowed";
  private static final String BAD_TYPE = "415 unsupported-media-type";
  private static final String ENCODED = "415 unsupported-content-encoding";
  private static final String TOO_LARGE = "413 body-too-large";

  private final String operation;
  private final String good;
  private final List<String> headers;

  private HostileRequests(String operation, String good, List<String> headers) {
    this.operation = operation;
    this.good = good;
    this.headers = headers;
  }

  /**
   * Each with its name and its refusal, as {@link #assertRefused} takes it.
   *
   * @param operation method and path of an operation that takes JSON
   * @param good a body that it would take: an object of one member at least
   * @param headers of each of them, such as who calls
   */
  public static Stream<Arguments> to(String operation, String good, String... headers) {
    HostileRequests requests = new HostileRequests(operation, good, List.of(headers));
    return Stream.of(requests.bodies(), requests.heads(), requests.lines()).flatMap(cases -> cases);
  }

  /** The same for several operations without further headers: each with its body. */
  public static Stream<Arguments> to(Map<String, String> bodies) {
    return bodies.entrySet().stream()
        .flatMap(body ->
            to(body.getKey(), body.getValue())
                .map(Arguments::get)
                .map(of -> arguments(body.getKey() + ": " + of[0], of[1], of[2])));
  }

  private Stream<Arguments> bodies() {
    String member = good.substring(1, good.indexOf(':') + 1);
    return Stream.of(
        head("empty", BAD_FIELD, "", JSON),
        head("truncated", BAD_JSON, good.substring(0, good.length() - 1), JSON),
        head("trailing object", BAD_BODY, good + "{}", JSON),
        head("trailing word", BAD_BODY, good + " x", JSON),
        head("member twice", BAD_JSON, "{" + member + "null," + good.substring(1), JSON),
        head("unknown member", BAD_FIELD, "{\"foo\":1," + good.substring(1), JSON),
        head("null", BAD_FIELD, "null", JSON),
        head("array", BAD_FIELD, "[" + good + "]", JSON),
        head("string", BAD_FIELD, "\"x\"", JSON),
        head("number", BAD_FIELD, "1", JSON),
        head("no JSON", BAD_JSON, "hi there", JSON),
        head("comment", BAD_JSON, "/* */" + good, JSON),
        head("single quotes", BAD_JSON, good.replace('"', '\''), JSON),
        head("NaN", BAD_JSON, "{" + member + "NaN}", JSON),
        head("depth 501", BAD_BODY, "[".repeat(501) + "]".repeat(501), JSON),
        head("depth 30000", BAD_BODY, "{" + member + "[".repeat(30_000), JSON),
        head("70 KB", TOO_LARGE, " ".repeat(70_000) + good, JSON),
        head("10 MB", TOO_LARGE, " ".repeat(10 << 20), JSON),
        raw("no UTF-8", join(bytes(good), new byte[] {(byte) 0xc3, '('})),
        raw("overlong UTF-8", "{\"\u00c0\u00af\":1}".getBytes(ISO_8859_1)),
        raw("surrogate in UTF-8", "{\"\u00ed\u00a0\u0080\":1}".getBytes(ISO_8859_1)),
        head("byte order mark", BAD_JSON, "\uFEFF" + good, JSON),
        raw("UTF-16", good.getBytes(UTF_16)));
  }

  private Stream<Arguments> heads() {
    return Stream.of(
        head("no content type", BAD_TYPE, good),
        head("text", BAD_TYPE, good, "Content-Type: text/plain"),
        head("XML", BAD_TYPE, good, "Content-Type: application/xml"),
        head("form", BAD_TYPE, good, "Content-Type: application/x-www-form-urlencoded"),
        head("parts", BAD_TYPE, good, "Content-Type: multipart/form-data; boundary=x"),
        head("UTF-16 by name", BAD_TYPE, good, JSON + "; charset=UTF-16"),
        head("no charset", BAD_TYPE, good, JSON + "; charset=nonsense"),
        head("gzip", ENCODED, good, JSON, "Content-Encoding: gzip"),
        request("gzip bomb", ENCODED, RawHttp.gzipBomb(), JSON, "Content-Encoding: gzip"),
        head("64 KB header", BAD_HTTP, good, JSON, "X-Long: " + "x".repeat(65_536)),
        head("1000 headers", BAD_HTTP, good, JSON, "X: 1\r\n".repeat(1000).strip()),
        head("two lengths", BAD_HTTP, good, JSON, "Content-Length: 3"),
        head("negative length", BAD_HTTP, good, JSON, "Content-Length: -1"),
        head("unknown coding", BAD_HTTP, good, JSON, "Transfer-Encoding: nonsense"),
        head("blank before colon", BAD_HTTP, good, JSON, "X-Bad : 1"),
        head("two hosts", BAD_HTTP, good, JSON, "Host: evil.example"),
        arguments("length and chunks", "400 bad-request|invalid-request", smuggled()));
  }

  /** RFC 9112, 6.1: refused, or read as chunked and the connection closed behind it. */
  private byte[] smuggled() {
    String second = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return bytes(
        operation
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + headerLines()
            + JSON
            + "\r\nContent-Length: "
            + (5 + second.length())
            + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            + second);
  }

  private Stream<Arguments> lines() {
    String path = operation.substring(operation.indexOf(' ') + 1);
    return Stream.of(
        line("GET " + path + "?x=[ HTTP/1.1", BAD_HTTP),
        line("GET " + path + " more HTTP/1.1", BAD_HTTP),
        line("GET " + path + "/%zz HTTP/1.1", BAD_HTTP),
        line("GET " + path + "/%00 HTTP/1.1", BAD_HTTP),
        line("GET " + path + "/..%2f.. HTTP/1.1", BAD_HTTP),
        line("GET " + path + "/\\ HTTP/1.1", BAD_HTTP),
        line("GET " + path + "?x=" + "x".repeat(65_536) + " HTTP/1.1", BAD_HTTP),
        line("GET " + path + " HTTP/3.7", BAD_HTTP),
        line("nonsense", BAD_HTTP),
        line("TRACE " + path + " HTTP/1.1", BAD_METHOD),
        line("FOO " + path + " HTTP/1.1", BAD_METHOD),
        arguments("no host", BAD_HTTP, bytes("GET " + path + " HTTP/1.1\r\n\r\n")));
  }

  /**
   * Asserts one answer, a problem document, and that it says nothing about the service's inside.
   *
   * @param problem its status and code, such as {@code 400 bad-request}; codes it may have are
   *     separated by a {@code |}
   */
  public static void assertRefused(String answer, String problem) {
    String status = problem.substring(0, problem.indexOf(' '));
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("\r\nContent-Type: application/problem+json")
        .contains("\"status\":" + status, "\"errors\":[")
        .containsPattern("\"code\":\"(" + problem.substring(problem.indexOf(' ') + 1) + ")\"")
        .containsPattern("\"retryable\":(true|false),\"requestId\":\"[0-9a-z]{16}\"")
        .containsPattern("\r\nRequest-Id: [0-9a-z]{16}\r\n")
        .doesNotContain("<html", "Exception", "io.paymentdone", "\tat ", "Source:", "Feature")
        // One answer: nothing was smuggled in behind the request.
        .containsOnlyOnce("HTTP/1.1 ");
  }

  private Arguments head(String name, String problem, String body, String... more) {
    return request(name, problem, bytes(body), more);
  }

  private Arguments raw(String name, byte[] body) {
    return request(name, BAD_JSON, body, JSON);
  }

  private Arguments request(String name, String problem, byte[] body, String... more) {
    String[] all = Stream.concat(headers.stream(), Arrays.stream(more)).toArray(String[]::new);
    return arguments(name, problem, RawHttp.request(operation, body, all));
  }

  private Arguments line(String line, String problem) {
    String shown = line.length() > 50 ? line.substring(0, 50) + "…" : line;
    return arguments(
        shown,
        problem,
        bytes(line + "\r\nHost: localhost\r\n" + headerLines() + "Connection: close\r\n\r\n"));
  }

  private String headerLines() {
    return headers.stream().map(header -> header + "\r\n").collect(Collectors.joining());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
