package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.payment;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.writer.AdmissionControl;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

/** A fault while a payment is taken, on the short way and on the long one. */
@PaymentServiceTest
@ExtendWith(OutputCaptureExtension.class)
class FaultLogIntegrationTests {

  @LocalServerPort private int port;

  /** Fails where no failure is foreseen. */
  @TestConfiguration
  static class Faults {

    @Bean
    AdmissionControl faultyAdmissionControl() {
      return () -> {
        throw new IllegalStateException("broken");
      };
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?long"})
  void isFoundByTheIdOfItsAnswer(String way, CapturedOutput log) {
    HttpResponse<String> answer =
        new PaymentClient(port).payAt(way, payment("fault"), "Request-Id", "fault-42");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Request-Id")).hasValue("fault-42");
    assertThat(answer.body()).contains("\"requestId\":\"fault-42\"");
    List<String> lines =
        log.getOut()
            .lines()
            .filter(line -> line.contains("threw exception") || line.contains("request failed"))
            .toList();
    assertThat(lines).isNotEmpty().allMatch(line -> line.contains("[fault-42] "));
  }
}
