package io.paymentdone.faults.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends payments over HTTP and says what is known of each. */
public final class PaymentClient implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  /** Of a 503, as the services document them. */
  private static final Set<String> CODES =
      Set.of("unavailable", "outcome-unknown", "overloaded", "relay-backlog", "relay-slot-taken");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  /** Sends it once to a service and logs the attempt. */
  public Attempt send(Order order, int port) throws InterruptedException {
    HttpRequest request = request(order, port);
    long sent = System.nanoTime();
    Attempt attempt;
    try {
      attempt = answered(sent, http.send(request, BodyHandlers.ofString()));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      attempt = unanswered(sent, Outcome.FAILED, e);
    } catch (IOException e) {
      attempt = unanswered(sent, Outcome.UNKNOWN, e);
    }
    order.add(attempt);
    return attempt;
  }

  private static HttpRequest request(Order order, int port) {
    String body =
        JSON.writeValueAsString(
            Map.of(
                "userId", order.userId(),
                "amount", order.amount(),
                "currency", "EUR",
                "description", order.description()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/payments"))
            .timeout(ANSWER_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (order.idempotencyKey() != null) {
      request.header("Idempotency-Key", order.idempotencyKey());
    }
    return request.build();
  }

  private static Attempt answered(long sent, HttpResponse<String> response) {
    boolean ok = response.statusCode() / 100 == 2;
    String code = ok ? null : code(response);
    // A 503 says that nothing was written unless it says otherwise; any other error says nothing.
    boolean open =
        response.statusCode() == 503
            ? "outcome-unknown".equals(code)
            : response.statusCode() >= 500;
    return new Attempt(
        sent,
        System.nanoTime(),
        ok ? Outcome.OK : open ? Outcome.UNKNOWN : Outcome.FAILED,
        response.statusCode(),
        code,
        ok ? response.body() : null,
        response.headers().firstValue("Idempotent-Replayed").isPresent(),
        isHelpful(response, code));
  }

  private static boolean isHelpful(HttpResponse<String> response, @Nullable String code) {
    return response.statusCode() == 503
        && response
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.startsWith("application/problem+json"))
            .isPresent()
        && response.headers().firstValue("Retry-After").isPresent()
        && code != null
        && CODES.contains(code);
  }

  /** An answer that a valid payment must never get is logged with its detail. */
  private static String code(HttpResponse<String> response) {
    try {
      JsonNode problem = JSON.readTree(response.body());
      String code = problem.path("code").asString("no code");
      return response.statusCode() == 503
          ? code
          : code + " (" + problem.path("detail").asString("no detail") + ")";
    } catch (JacksonException e) {
      return "no problem document";
    }
  }

  private static Attempt unanswered(long sent, Outcome outcome, IOException e) {
    return new Attempt(
        sent, System.nanoTime(), outcome, 0, e.getClass().getSimpleName(), null, false, false);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
