package io.paymentdone.console.readonly;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ProtocolHandler;
import org.springframework.boot.tomcat.CompressionConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Adds the connector of the read-only port, on all addresses, with the settings and limits of the
 * ordinary one and fewer connections of its own: nobody there takes one of the ordinary port.
 */
final class ReadOnlyConnector
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

  /** Of 96 KB each at most, as docs/failures.md adds up: 24 MB. Enough for forty browsers. */
  private static final int CONNECTIONS_MAX = 256;

  private final ReadOnlyProperties properties;

  ReadOnlyConnector(ReadOnlyProperties properties) {
    this.properties = properties;
  }

  /** After the other customizers, whose settings it copies. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    if (Ssl.isEnabled(factory.getSsl())) {
      throw new IllegalStateException(
          ReadOnlyProperties.PORT
              + " is without TLS, so it cannot be combined with server.ssl: end TLS in front of the"
              + " console.");
    }
    Connector connector = new Connector(factory.getProtocol());
    connector.setThrowOnFailure(true);
    connector.setPort(properties.port());
    customizeProtocol(factory, connector.getProtocolHandler());
    Compression compression = factory.getCompression();
    if (compression != null) {
      new CompressionConnectorCustomizer(compression).customize(connector);
    }
    factory.getConnectorCustomizers().forEach(customizer -> customizer.customize(connector));
    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
      protocol.setMaxConnections(Math.min(CONNECTIONS_MAX, protocol.getMaxConnections()));
    }
    factory.addAdditionalConnectors(connector);
    factory.addEngineValves(new ReadOnlyValve(connector));
  }

  /** As Spring Boot does it for the ordinary connector: each customizer is for a kind of them. */
  @SuppressWarnings({"rawtypes", "unchecked"})
  private static void customizeProtocol(
      TomcatServletWebServerFactory factory, ProtocolHandler protocol) {
    LambdaSafe.callbacks(
            TomcatProtocolHandlerCustomizer.class,
            factory.getProtocolHandlerCustomizers(),
            protocol)
        .invoke(customizer -> customizer.customize(protocol));
  }
}
