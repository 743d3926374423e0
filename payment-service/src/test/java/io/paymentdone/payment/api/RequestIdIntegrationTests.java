package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.payment;

import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.testsupport.RequestIdCheck;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@PaymentServiceTest
class RequestIdIntegrationTests {

  @LocalServerPort private int port;

  /** The short way, and with a query the long one. */
  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void isInTheAnswersToPayments(String way) {
    RequestIdCheck.assertRequestIds(post(way, payment("request-id")), 201);
    RequestIdCheck.assertRequestIds(post(way, "{}"), 400);
  }

  @Test
  void isThatOfTheRepeatedRequestInAReplay() {
    RequestIdCheck.assertRequestIds(
        post("", payment("request-id")).header("Idempotency-Key", UUID.randomUUID().toString()),
        201);
  }

  @ParameterizedTest
  @CsvSource({
    "/payments?userId=request-id, 200",
    "/payments?userId=request-id&limit=0, 400",
    "/payments/0, 404",
    "/nowhere, 404",
    "/readyz, 200",
    "/actuator/health/liveness, 200",
    "/actuator/prometheus, 200",
    "/v3/api-docs, 200"
  })
  void isInAnyOtherAnswer(String path, int status) {
    RequestIdCheck.assertRequestIds(request(path), status);
  }

  private HttpRequest.Builder post(String way, String body) {
    return request("/payments" + way)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }
}
