package io.paymentdone.web.request;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A service to hold connections of: in the test's JVM, or in one of its own that tells its port.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class HeldApplication {

  static final String PORT = "listening on ";

  /** What a service has in its heap besides connections. */
  static final byte[] BALLAST = new byte[32 * 1024 * 1024];

  /** Runs until it is ended. */
  public static void main(String[] args) {
    var context = (WebServerApplicationContext) SpringApplication.run(HeldApplication.class, args);
    int port = context.getWebServer() == null ? -1 : context.getWebServer().getPort();
    System.out.println(PORT + port);
  }

  /** Its API. */
  @RestController
  static class HeldController {

    @PostMapping("/echo")
    Map<String, String> echo(@RequestBody Map<String, String> body) {
      return body;
    }

    /** Platform threads, and bytes of the heap that are in use after a garbage collection. */
    @GetMapping(path = "/usage", produces = MediaType.TEXT_PLAIN_VALUE)
    String usage() {
      MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
      memory.gc();
      return ManagementFactory.getThreadMXBean().getThreadCount()
          + " "
          + memory.getHeapMemoryUsage().getUsed();
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream() throws IOException {
      SseEmitter stream = new SseEmitter(0L);
      stream.send("here");
      return stream;
    }
  }
}
