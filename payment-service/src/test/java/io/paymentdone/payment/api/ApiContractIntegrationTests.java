package io.paymentdone.payment.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.testsupport.ApiContract;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@PaymentServiceTest
class ApiContractIntegrationTests {

  @LocalServerPort private int port;

  @Test
  void describesAllOfTheApiAsDocsApiHasIt() {
    String document = new PaymentClient(port).get("/v3/api-docs").body();

    assertThat(ApiContract.flaws(document)).isEmpty();
    ApiContract.assertCommitted("payment-service", document);
  }
}
