package io.paymentdone.web.request;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.test.context.ActiveProfiles;

/** The number of connections follows from the heap, whatever Tomcat's own default is. */
@SpringBootTest(classes = HeldApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
class BoundedConnectionsTests {

  private static final int TOMCATS_DEFAULT = 8192;

  @Autowired ServletWebServerApplicationContext context;

  @Test
  void allowAsManyAsTheHeapHasRoomFor() {
    long room = BoundedConnections.max(Runtime.getRuntime().maxMemory());

    TomcatWebServer server = (TomcatWebServer) requireNonNull(context.getWebServer());
    AbstractProtocol<?> protocol =
        (AbstractProtocol<?>) server.getTomcat().getConnector().getProtocolHandler();

    assertThat(protocol.getMaxConnections()).isEqualTo(Math.min(TOMCATS_DEFAULT, room));
    assertThat(BoundedConnections.max(256L << 20)).isEqualTo(1365);
  }
}
