package io.paymentdone.console;

import java.util.Arrays;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The connectors of a console with a read-only port. */
public final class ReadOnlyAddress {

  private ReadOnlyAddress() {}

  /** The connector of the ordinary port. */
  public static Connector ordinary(ServletWebServerApplicationContext console) {
    return server(console).getTomcat().getConnector();
  }

  /** The other one. */
  public static Connector readOnly(ServletWebServerApplicationContext console) {
    return Arrays.stream(server(console).getTomcat().getService().findConnectors())
        .filter(connector -> !connector.equals(ordinary(console)))
        .findFirst()
        .orElseThrow();
  }

  private static TomcatWebServer server(ServletWebServerApplicationContext console) {
    if (console.getWebServer() instanceof TomcatWebServer tomcat) {
      return tomcat;
    }
    throw new IllegalStateException("the console has no Tomcat");
  }
}
