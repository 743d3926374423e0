package io.paymentdone.web.requestid;

import jakarta.servlet.Filter;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** An API whose requests have log lines. */
@SpringBootConfiguration
@EnableAutoConfiguration
class NamingApplication {

  /** Fails before all other filters, as the one of ordinary payments may. */
  @Bean
  @FilterRegistration(urlPatterns = "/broken-early", order = Ordered.HIGHEST_PRECEDENCE)
  Filter brokenFilter() {
    return (request, response, chain) -> {
      throw new IllegalStateException("broken");
    };
  }

  /** Answers in each way there is. */
  @RestController
  static class NamingController {

    private static final Logger log = LoggerFactory.getLogger(NamingController.class);

    @GetMapping("/now")
    String now() {
      log.info("answering now");
      return "now";
    }

    @GetMapping("/later")
    Callable<String> later() {
      return () -> "later";
    }

    @GetMapping(value = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream() throws IOException {
      SseEmitter stream = new SseEmitter();
      stream.send("event");
      return stream;
    }

    @GetMapping("/broken")
    String broken() {
      throw new IllegalStateException("broken");
    }

    @GetMapping("/broken-later")
    Callable<String> brokenLater() {
      return () -> {
        throw new IllegalStateException("broken");
      };
    }
  }
}
