package io.paymentdone.payment.api;

import static io.paymentdone.testsupport.HostileRequests.BAD_BODY;
import static io.paymentdone.testsupport.RawHttp.join;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.paymentdone.payment.EmittedEvents;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.testsupport.HostileRequests;
import io.paymentdone.testsupport.RawHttp;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A 4xx problem document, no row, no event: whatever comes in. */
@PaymentServiceTest
class BadHttpInputIntegrationTests {

  private static final String JSON = "Content-Type: application/json";
  private static final String BAD_JSON = "400 malformed-json";
  private static final String BAD_FIELD = "400 invalid-request";
  private static final String BAD_CURSOR = "400 invalid-cursor";
  private static final String BAD_HTTP = "400 bad-request";
  private static final String BAD_REQUEST = "400 bad-request|invalid-request";
  private static final String BAD_METHOD = "405 method-not-allowed";
  private static final String BAD_TYPE = "415 unsupported-media-type";
  private static final String ENCODED = "415 unsupported-content-encoding";
  private static final String TOO_LARGE = "413 body-too-large";

  private static final String GOOD = "{\"userId\":\"bad\",\"amount\":1,\"currency\":\"EUR\"}";

  /** One for all: making a slot takes longer than most of these requests. */
  private static EmittedEvents events;

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  private int rowsBefore;

  @BeforeAll
  static void watchEvents(@Autowired JdbcClient jdbc) {
    events = new EmittedEvents(jdbc);
  }

  @AfterAll
  static void closeEvents() {
    events.close();
  }

  @BeforeEach
  void countRows() {
    rowsBefore = rows();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"bodies", "values", "heads"})
  void refuses(String name, String problem, byte[] request) {
    assertRefused(raw().exchange(request), problem);
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        body("empty", BAD_FIELD, ""),
        body("truncated", BAD_JSON, GOOD.substring(0, GOOD.length() - 1)),
        body("trailing object", BAD_BODY, GOOD + "{}"),
        body("trailing word", BAD_BODY, GOOD + " x"),
        body("duplicate key", BAD_JSON, GOOD.replace("}", ",\"amount\":1}")),
        body("unknown field", BAD_FIELD, GOOD.replace("}", ",\"foo\":1}")),
        body("null", BAD_FIELD, "null"),
        body("array", BAD_FIELD, "[" + GOOD + "]"),
        body("string", BAD_FIELD, "\"x\""),
        body("number", BAD_FIELD, "1"),
        body("not JSON", BAD_JSON, "hi there"),
        body("comment", BAD_JSON, "/* */" + GOOD),
        body("single quotes", BAD_JSON, GOOD.replace('"', '\'')),
        body("depth 501", BAD_BODY, "[".repeat(501) + "]".repeat(501)),
        body("depth 30000", BAD_BODY, "{\"description\":" + "[".repeat(30_000)),
        body("70 KB", TOO_LARGE, " ".repeat(70_000) + GOOD),
        body("1 MB string", TOO_LARGE, GOOD.replace("bad", "u".repeat(1 << 20))),
        body("10 MB", TOO_LARGE, " ".repeat(10 << 20)),
        bytes("invalid UTF-8", BAD_JSON, GOOD.replace("bad", "\u00c3(").getBytes(ISO_8859_1)),
        bytes("overlong UTF-8", BAD_JSON, GOOD.replace("bad", "\u00c0\u00af").getBytes(ISO_8859_1)),
        bytes(
            "surrogate in UTF-8",
            BAD_JSON,
            GOOD.replace("bad", "\u00ed\u00a0\u0080").getBytes(ISO_8859_1)),
        bytes("byte order mark", BAD_JSON, ("\uFEFF" + GOOD).getBytes(UTF_8)),
        bytes("UTF-16", BAD_JSON, GOOD.getBytes(UTF_16)),
        bytes("UTF-16BE", BAD_JSON, GOOD.getBytes(UTF_16BE)),
        bytes("UTF-16LE", BAD_JSON, GOOD.getBytes(UTF_16LE)));
  }

  static Stream<Arguments> values() {
    return Stream.of(
            Stream.of(
                    "0",
                    "-1",
                    "-0",
                    "1e400",
                    "1e-7",
                    "1.5",
                    "1.0",
                    "1.9",
                    "1e2",
                    "01",
                    "+1",
                    "0x1",
                    "9223372036854775808",
                    "1".repeat(1001),
                    "1000000000000",
                    "\"10\"",
                    "\"\"",
                    "null",
                    "true",
                    "[1]",
                    "{}",
                    "NaN",
                    "Infinity",
                    "-Infinity")
                .map(amount -> value("amount", GOOD.replace("1,", amount + ","), amount)),
            Stream.of(
                    "\"eur\"",
                    "\"XXX\"",
                    "\"ZZZ\"",
                    "\"XTS\"",
                    "\"XAU\"",
                    "\"DEM\"",
                    "\"EURO\"",
                    "\"EU\"",
                    "\"\"",
                    "\"€UR\"",
                    "\" EUR\"",
                    "978",
                    "null",
                    "[\"EUR\"]")
                .map(code -> value("currency", GOOD.replace("\"EUR\"", code), code)),
            Stream.of(
                    "\"\"",
                    "null",
                    "1",
                    "1.5",
                    "true",
                    "[]",
                    "{}",
                    "\"\\ud800\"",
                    "\"\\udc00x\"",
                    "\"a\\u0000\"",
                    "\"a\\nb\"",
                    "\"a\\u007f\"",
                    "\"a\\u0085\"",
                    "\"\\u202ea\"",
                    "\"\\u2066a\"",
                    "\"\\u200fa\"",
                    "\"a\tb\"",
                    "\"" + "u".repeat(129) + "\"")
                .map(user -> value("userId", GOOD.replace("\"bad\"", user), user)),
            Stream.of(
                    "1",
                    "[]",
                    "{}",
                    "\"\\ud800\"",
                    "\"a\\u0000\"",
                    "\"\\u202e\"",
                    "\"" + "d".repeat(501) + "\"")
                .map(text ->
                    value(
                        "description", GOOD.replace("}", ",\"description\":" + text + "}"), text)),
            Stream.of(
                    "1",
                    "\"\"",
                    "\"x\"",
                    "true",
                    "[]",
                    "[{}]",
                    "{\"a\":1}",
                    "{\"a\":1.5}",
                    "{\"a\":true}",
                    "{\"a\":null}",
                    "{\"a\":{}}",
                    "{\"a\":[\"b\"]}",
                    "{\"a\":\"b\",\"a\":\"b\"}",
                    "{\"a\":\"b\",\"\\u0061\":\"c\"}",
                    "{\"\":\"b\"}",
                    "{\"a\\u0000\":\"b\"}",
                    "{\"a\\nb\":\"b\"}",
                    "{\"a\\ud800\":\"b\"}",
                    "{\"a\\ud800\":1}",
                    "{\"\\u202ea\":\"b\"}",
                    "{\"" + "k".repeat(41) + "\":\"b\"}",
                    "{\"" + "k".repeat(1_000) + "\":\"b\"}",
                    "{\"a\":\"\\u0000\"}",
                    "{\"a\":\"\\ud800\"}",
                    "{\"a\":\"\\u202e\"}",
                    "{\"a\":\"" + "v".repeat(201) + "\"}",
                    "{\"a\":\"b\",}",
                    "{" + "\"a\":\"b\",".repeat(21) + "}",
                    keys(21),
                    keys(2_000))
                .map(metadata ->
                    value(
                        "metadata",
                        GOOD.replace("}", ",\"metadata\":" + metadata + "}"),
                        metadata)),
            Stream.of("userId", "amount", "currency")
                .map(name ->
                    value(
                        "missing",
                        GOOD.replaceFirst("\"" + name + "\":[^,}]*,?", "").replace(",}", "}"),
                        name)))
        .flatMap(cases -> cases);
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(key -> "\"k" + key + "\":\"\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  static Stream<Arguments> heads() {
    byte[] good = GOOD.getBytes(UTF_8);
    return Stream.of(
        head("key empty", BAD_FIELD, "Idempotency-Key: "),
        head("key quoted empty", BAD_FIELD, "Idempotency-Key: \"\""),
        head("key of 256", BAD_FIELD, "Idempotency-Key: " + "k".repeat(256)),
        head("key not closed", BAD_FIELD, "Idempotency-Key: \"abc"),
        head("key with more behind", BAD_FIELD, "Idempotency-Key: \"abc\";a=1"),
        head("key not ASCII", BAD_FIELD, "Idempotency-Key: caf\u00e9"),
        head("key with tab", BAD_FIELD, "Idempotency-Key: a\tb"),
        head("key with CR", BAD_REQUEST, "Idempotency-Key: a\rb"),
        head("key with CRLF", BAD_REQUEST, "Idempotency-Key: a\r\nb"),
        head("key with NUL", BAD_REQUEST, "Idempotency-Key: a\0b"),
        head("two key lines", BAD_FIELD, "Idempotency-Key: a\r\nIdempotency-Key: a"),
        arguments("no content type", BAD_TYPE, RawHttp.post(good)),
        type("text/plain"),
        type("application/xml"),
        type("application/x-www-form-urlencoded"),
        type("multipart/form-data; boundary=x"),
        type("application/json; charset=UTF-16"),
        type("application/json; charset=nonsense"),
        type("nonsense"),
        head("gzip", ENCODED, "Content-Encoding: gzip"),
        arguments(
            "gzip bomb", ENCODED, RawHttp.post(RawHttp.gzipBomb(), JSON, "Content-Encoding: gzip")),
        head("not acceptable", "406 not-acceptable", "Accept: application/xml"),
        head("64 KB header", BAD_HTTP, "X-Long: " + "x".repeat(65_536)),
        head("1000 headers", BAD_HTTP, "X-More: 1\r\n".repeat(1000).strip()),
        head("two content lengths", BAD_HTTP, "Content-Length: 3"),
        head("negative content length", BAD_HTTP, "Content-Length: -1"),
        head("unknown transfer coding", BAD_HTTP, "Transfer-Encoding: nonsense"),
        head("space before colon", BAD_HTTP, "X-Bad : 1"),
        head("foreign host", BAD_HTTP, "Host: evil.example"),
        line("GET /payments?userId=[ HTTP/1.1", BAD_HTTP),
        line("GET /pay ments HTTP/1.1", BAD_HTTP),
        line("GET /payments/%zz HTTP/1.1", BAD_HTTP),
        line("GET /payments/%00 HTTP/1.1", BAD_HTTP),
        line("GET /payments/..%2f.. HTTP/1.1", BAD_HTTP),
        line("GET /payments?userId=%ff%fe HTTP/1.1", BAD_HTTP),
        line("GET /payments/\\ HTTP/1.1", BAD_HTTP),
        line("GET /payments?userId=" + "u".repeat(65_536) + " HTTP/1.1", BAD_HTTP),
        line("GET /payments?idempotencyKey=a%0d%0ab HTTP/1.1", BAD_FIELD),
        line("GET /payments?userId=u&limit=1000000000 HTTP/1.1", BAD_FIELD),
        line("GET /payments?since=&limit=-1 HTTP/1.1", BAD_FIELD),
        line("GET /payments?userId=u&after=forged HTTP/1.1", BAD_CURSOR),
        line("GET /payments?userId=u&after=AAAAAAAAACr7Hn1k2mWkWA HTTP/1.1", BAD_CURSOR),
        line("GET /payments?since=%27%20or%201=1-- HTTP/1.1", BAD_CURSOR),
        line("GET /payments HTTP/3.7", BAD_HTTP),
        line("GET /payments HTTP/1.1\r\nHost: localhost", BAD_HTTP),
        line("nonsense", BAD_HTTP),
        line("TRACE /payments HTTP/1.1", BAD_METHOD),
        line("PUT /payments HTTP/1.1", BAD_METHOD),
        line("PATCH /payments HTTP/1.1", BAD_METHOD),
        line("DELETE /payments HTTP/1.1", BAD_METHOD),
        line("FOO /payments HTTP/1.1", BAD_METHOD),
        arguments("no host", BAD_HTTP, "GET /payments HTTP/1.1\r\n\r\n".getBytes(UTF_8)));
  }

  /** As a page of another site in a browser on this machine would. */
  @Test
  void aForeignPageUsesNoKeyUp() {
    String key = "Idempotency-Key: " + UUID.randomUUID();
    byte[] body = GOOD.getBytes(UTF_8);

    assertRefused(
        raw().exchange(RawHttp.post(body, JSON, key, "Origin: https://evil.example")),
        "403 foreign-origin");

    assertThat(raw().exchange(RawHttp.post(body, JSON, key)))
        .startsWith("HTTP/1.1 201 ")
        .doesNotContain("Idempotent-Replayed");
    assertThat(events.next()).hasSize(1);
  }

  /** RFC 9112, 6.1: refused, or read as chunked and the connection closed behind it. */
  @Test
  void isNotSmuggledThroughByTwoLengths() {
    String smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    byte[] request =
        ("POST /payments HTTP/1.1\r\nHost: localhost\r\n"
                + JSON
                + "\r\nContent-Length: "
                + (5 + smuggled.length())
                + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + smuggled)
            .getBytes(UTF_8);

    assertRefused(raw().exchange(request), BAD_REQUEST);
  }

  @Test
  void cutsEndlessChunksOff() {
    byte[] chunk = ("2000\r\n" + " ".repeat(0x2000) + "\r\n").getBytes(UTF_8);
    String response =
        raw()
            .exchange(out -> {
              out.write(chunkedHead());
              for (int chunks = 0; chunks < 100_000; chunks++) {
                out.write(chunk);
              }
            });

    assertRefused(response, TOO_LARGE);
  }

  @Test
  void cutsAClientOffThatStopsInItsBody() {
    byte[] request = RawHttp.post(GOOD.getBytes(UTF_8), JSON);

    String response = raw().exchange(Arrays.copyOf(request, request.length - 1));

    assertRefused(response, "408 request-timeout");
  }

  @Test
  void cutsAClientOffThatSendsItsBodyByteByByte() {
    String response =
        raw()
            .exchange(out -> {
              out.write(chunkedHead());
              for (int chunks = 0; chunks < 100; chunks++) {
                out.write("1\r\n \r\n".getBytes(UTF_8));
                out.flush();
                pause();
              }
            });

    assertRefused(response, "408 request-timeout");
  }

  @Test
  void cutsAClientOffThatStopsInItsHeaders() {
    byte[] request = "POST /payments HTTP/1.1\r\nHost: loc".getBytes(UTF_8);

    String response = raw().exchange(request);

    assertThat(response).doesNotContain("HTTP/1.1 2").doesNotContain("HTTP/1.1 5");
    assertNothingStored();
  }

  /** A slow client, not a wait for something to happen. */
  private static void pause() {
    Awaitility.await().pollDelay(java.time.Duration.ofMillis(200)).until(() -> true);
  }

  private static byte[] chunkedHead() {
    return ("POST /payments HTTP/1.1\r\nHost: localhost\r\n"
            + JSON
            + "\r\nTransfer-Encoding: chunked\r\n\r\n")
        .getBytes(UTF_8);
  }

  private void assertRefused(String response, String problem) {
    HostileRequests.assertRefused(response, problem);
    assertNothingStored();
  }

  private void assertNothingStored() {
    assertThat(rows()).isEqualTo(rowsBefore);
    assertThat(events.next()).isEmpty();
  }

  private int rows() {
    return jdbc.sql("select count(*) from payment").query(Integer.class).single();
  }

  private static Arguments body(String name, String problem, String body) {
    return bytes(name, problem, body.getBytes(UTF_8));
  }

  private static Arguments bytes(String name, String problem, byte[] body) {
    return arguments(name, problem, RawHttp.post(body, JSON));
  }

  private static Arguments value(String field, String body, String value) {
    String shown = value.length() > 30 ? value.substring(0, 30) + "…" : value;
    return body(field + " " + shown, BAD_BODY, body);
  }

  private static Arguments type(String type) {
    return arguments(type, BAD_TYPE, RawHttp.post(GOOD.getBytes(UTF_8), "Content-Type: " + type));
  }

  private static Arguments head(String name, String problem, String header) {
    return arguments(name, problem, RawHttp.post(GOOD.getBytes(UTF_8), JSON, header));
  }

  private static Arguments line(String line, String problem) {
    byte[] request =
        join(
            line.getBytes(UTF_8),
            "\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
    return arguments(line.length() > 50 ? line.substring(0, 50) + "…" : line, problem, request);
  }

  private RawHttp raw() {
    return new RawHttp(port, TIMEOUT);
  }
}
