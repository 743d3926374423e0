package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.testsupport.RequestIdCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@PaymentServiceTest
@ExtendWith(OutputCaptureExtension.class)
class RequestIdIntegrationTests {

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;

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

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void isInTheLineAboutAPaymentThatCannotBeStored(String way, CapturedOutput log) throws Exception {
    String id = "unstorable-" + UUID.randomUUID();
    jdbc.sql("alter table payment add constraint refused check (amount <> 1250) not valid")
        .update();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  post(way, payment("request-id")).header("Request-Id", id).build(),
                  BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    } finally {
      jdbc.sql("alter table payment drop constraint refused").update();
    }

    assertThat(log.getAll().lines().filter(line -> line.contains("a payment cannot be stored")))
        .singleElement()
        .asString()
        .contains("[" + id + "]");
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
