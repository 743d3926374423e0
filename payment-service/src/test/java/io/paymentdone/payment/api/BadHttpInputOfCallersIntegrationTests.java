package io.paymentdone.payment.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.HostileRequests;
import io.paymentdone.testsupport.RawHttp;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;

/** Where callers log in, bad HTTP and JSON are refused as in the profile local. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "api.credentials=shop:s")
@WithPostgresAndKafka
@ActiveProfiles("clients-log-in")
class BadHttpInputOfCallersIntegrationTests {

  private static final String USER = "bad-input";

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;

  static Stream<Arguments> requests() {
    return HostileRequests.to(
        "POST /payments",
        "{\"userId\":\"" + USER + "\",\"amount\":1,\"currency\":\"EUR\"}",
        "Authorization: Basic " + Base64.getEncoder().encodeToString("shop:s".getBytes(UTF_8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void refuses(String name, String problem, byte[] request) {
    HostileRequests.assertRefused(
        new RawHttp(port, Duration.ofSeconds(15)).exchange(request), problem);
  }

  @AfterEach
  void hasStoredNothing() {
    assertThat(
            jdbc.sql("select count(*) from payment where user_id = ?")
                .param(USER)
                .query(Integer.class)
                .single())
        .isZero();
  }
}
