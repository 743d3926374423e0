package io.paymentdone.console;

import io.paymentdone.testsupport.RequestIdCheck;
import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@ConsoleWithServers
class RequestIdIntegrationTests {

  @LocalServerPort int port;

  @ParameterizedTest
  @CsvSource({
    "/, 200",
    "/api/groups, 200",
    "/api/group/stream?id=no-such-group, 404",
    "/api/partitions, 400",
    "/nowhere, 404",
    "/livez, 200",
    "/actuator/prometheus, 200"
  })
  void isInEachAnswer(String path, int status) {
    RequestIdCheck.assertRequestIds(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)), status);
  }
}
