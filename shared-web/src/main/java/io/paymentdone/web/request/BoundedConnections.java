package io.paymentdone.web.request;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Bounds what a connection takes, and allows as many connections as the heap has room for, unless
 * {@code server.tomcat.max-connections} says otherwise: each one can hold buffers for as long as
 * its client likes.
 */
final class BoundedConnections
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

  private static final String CONNECTIONS_MAX = "server.tomcat.max-connections";

  /** Of one connection without its body, at most: added up in docs/failures.md. */
  private static final int CONNECTION_BYTES = 96 * 1024;

  private static final int HEAP_SHARE = 2;

  private final RequestProperties properties;
  private final boolean isNumberConfigured;

  BoundedConnections(RequestProperties properties, Environment environment) {
    this.properties = properties;
    this.isNumberConfigured = environment.containsProperty(CONNECTIONS_MAX);
  }

  /** After Spring Boot's own customizer, which sets Tomcat's default number. */
  @Override
  public int getOrder() {
    return 1;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.setProtocol(BoundedHttp11Protocol.class.getName());
    factory.addConnectorCustomizers(this::bound);
  }

  private void bound(Connector connector) {
    // Tomcat would read forms by itself, past the limits of bodies; nothing here takes one.
    connector.setParseBodyMethods("");
    if (connector.getProtocolHandler() instanceof BoundedHttp11Protocol protocol) {
      protocol.setHeadTimeMax(properties.headTimeMax());
    }
    if (!isNumberConfigured
        && connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
      long max = max(Runtime.getRuntime().maxMemory());
      protocol.setMaxConnections(Math.toIntExact(Math.min(max, protocol.getMaxConnections())));
    }
  }

  static long max(long heapBytes) {
    return Math.max(1, heapBytes / HEAP_SHARE / CONNECTION_BYTES);
  }
}
