package io.paymentdone.notification;

import io.paymentdone.testsupport.RequestIdCheck;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.net.http.HttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class RequestIdIntegrationTests {

  @LocalServerPort private int port;

  @ParameterizedTest
  @CsvSource({
    "/notifications?userId=request-id, 200",
    "/notifications/stream?userId=request-id, 200",
    "/notifications/stream, 400",
    "/notifications?userId=request-id&limit=0, 400",
    "/dead-letters/0, 404",
    "/nowhere, 404",
    "/readyz, 200",
    "/actuator/prometheus, 200"
  })
  void isInEachAnswer(String path, int status) {
    RequestIdCheck.assertRequestIds(HttpRequest.newBuilder(new Api(port).uri(path)), status);
  }
}
