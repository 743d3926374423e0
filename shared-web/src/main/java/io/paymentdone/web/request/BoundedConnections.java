package io.paymentdone.web.request;

import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Has Tomcat bound what a connection takes. */
final class BoundedConnections
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

  private final RequestProperties properties;

  BoundedConnections(RequestProperties properties) {
    this.properties = properties;
  }

  /** Before customizers without an order: those may know better. */
  @Override
  public int getOrder() {
    return 0;
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
  }
}
