package io.paymentdone.web.request;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Allows as many connections as the heap has room for, unless {@code server.tomcat.max-connections}
 * says otherwise: each one can hold buffers for as long as its client likes.
 */
final class ConnectionDefaults implements EnvironmentPostProcessor {

  /** What a connection holds at most without its body: added up in docs/failures.md. */
  private static final int CONNECTION_BYTES = 96 * 1024;

  private static final int HEAP_SHARE = 2;

  /** Tomcat's own default. */
  private static final int MAX = 8192;

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "shared-web connections",
                Map.of("server.tomcat.max-connections", max(Runtime.getRuntime().maxMemory()))));
  }

  static int max(long heapBytes) {
    return Math.clamp(heapBytes / HEAP_SHARE / CONNECTION_BYTES, 1, MAX);
  }
}
