package io.paymentdone.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.RawHttp;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;

/** A request whose first line is read at the very moment when the server begins to stop. */
@SpringBootTest(classes = EchoApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
@Import(StoppingTests.Stopping.class)
class StoppingTests {

  @LocalServerPort int port;

  /** Asked whether it is paused, it says no before the first line, and yes from then on. */
  public static final class PausedAfterFirstLine extends Http11NioProtocol {

    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public boolean isPaused() {
      return asked.getAndIncrement() > 0;
    }
  }

  static class Stopping {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> protocol() {
      return factory -> factory.setProtocol(PausedAfterFirstLine.class.getName());
    }
  }

  @Test
  void saysThatItCanBeSentAgain() {
    String answer =
        new RawHttp(port)
            .exchange(
                "{}",
                "POST /caller HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 2");

    assertThat(answer)
        .startsWith("HTTP/1.1 503 ")
        .containsIgnoringCase("\r\nRetry-After: 1\r\n")
        .containsIgnoringCase("\r\nConnection: close")
        .contains("\"code\":\"unavailable\"", "stopping", "nothing was stored");
  }
}
