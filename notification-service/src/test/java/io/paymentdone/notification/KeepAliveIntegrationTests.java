package io.paymentdone.notification;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.WithPostgresAndKafka;
import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** How long an idle connection is kept. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
class KeepAliveIntegrationTests {

  @Autowired private ServletWebServerApplicationContext context;

  /**
   * Balancers keep theirs for 60 s, and the side that is about to be asked must not close first.
   */
  @Test
  void isLongerThanThatOfBalancers() {
    TomcatWebServer server = (TomcatWebServer) requireNonNull(context.getWebServer());
    AbstractProtocol<?> protocol =
        (AbstractProtocol<?>) server.getTomcat().getConnector().getProtocolHandler();

    assertThat(protocol.getKeepAliveTimeout()).isEqualTo(75_000);
  }
}
