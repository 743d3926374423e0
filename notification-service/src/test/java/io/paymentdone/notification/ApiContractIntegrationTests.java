package io.paymentdone.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.ApiContract;
import io.paymentdone.testsupport.WithPostgresAndKafka;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class ApiContractIntegrationTests {

  @LocalServerPort private int port;

  @Test
  void describesAllOfTheApiAsDocsApiHasIt() {
    String document = new Api(port).text("/v3/api-docs");

    assertThat(ApiContract.flaws(document)).isEmpty();
    ApiContract.assertCommitted("notification-service", document);
  }
}
