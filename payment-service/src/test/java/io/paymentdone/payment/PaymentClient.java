package io.paymentdone.payment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of one payment service on this machine. */
public final class PaymentClient {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String address;

  /** A client of the service on a port. */
  public PaymentClient(int port) {
    address = "http://127.0.0.1:" + port;
  }

  /** A payment of 12.50 EUR. */
  public static String payment(String userId) {
    return """
    {"userId":"{user}","amount":1250,"currency":"EUR","description":"order 42"}\
    """
        .replace("{user}", userId);
  }

  /** {@code POST /payments}. */
  public HttpResponse<String> pay(String body, String... headers) {
    return payAt("", body, headers);
  }

  /** {@code POST /payments} with something behind the path. */
  public HttpResponse<String> payAt(String query, String body, String... headers) {
    return payAt(query, body.getBytes(UTF_8), headers);
  }

  /** The same with any bytes. */
  public HttpResponse<String> payAt(String query, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/payments" + query))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** {@code GET}. */
  public HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(Duration.ofSeconds(15)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The body of a response. */
  public static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  /** Asserts that it is a problem document. */
  public static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(response.headers().firstValue("Request-Id"))
        .hasValue(problem.get("requestId").asString());
    assertThat(problem.get("retryable").asBoolean()).isEqualTo(status == 503 || status == 429);
  }
}
