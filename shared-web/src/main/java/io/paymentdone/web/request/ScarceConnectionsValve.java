package io.paymentdone.web.request;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.AbstractProtocol;

/**
 * Ends a connection with its answer while connections are scarce, and says so in the answer.
 *
 * <p>A connection that is kept and then closed for others would meet a client that is just sending
 * its next request: a reset, and a request of which the client knows nothing.
 */
final class ScarceConnectionsValve extends ValveBase {

  ScarceConnectionsValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol
        && StalledConnections.areScarce(
            protocol.getConnectionCount(), protocol.getMaxConnections())) {
      response.setHeader("Connection", "close");
    }
    getNext().invoke(request, response);
  }
}
