package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.RawHttp;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Problem documents on a machine whose locale writes numbers with other digits. */
@SpringBootTest(
    classes = EchoApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "api.credentials=shop:secret")
class OtherDigitsTests {

  private static final Locale MACHINES = Locale.getDefault();

  @LocalServerPort int port;

  @BeforeAll
  static void writeOtherDigits() {
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    assertThat(String.format(Locale.getDefault(), "%d", 400)).isEqualTo("۴۰۰");
  }

  @AfterAll
  static void restore() {
    Locale.setDefault(MACHINES);
  }

  @Test
  void securityWritesAStatusThatIsJson() {
    assertThat(answer("GET /caller HTTP/1.1")).contains("\"status\":401,");
  }

  @Test
  void tomcatsReportWritesAStatusThatIsJson() {
    assertThat(answer("GET /caller?%zz={} HTTP/1.1")).contains("\"status\":400,");
  }

  private String answer(String requestLine) {
    return new RawHttp(port).exchange("", requestLine, "Host: localhost", "Connection: close");
  }
}
