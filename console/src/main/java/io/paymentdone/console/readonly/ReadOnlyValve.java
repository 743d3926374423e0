package io.paymentdone.console.readonly;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Marks the requests that come by the read-only port, before anything else looks at them. */
final class ReadOnlyValve extends ValveBase {

  private final Connector readOnly;

  ReadOnlyValve(Connector readOnly) {
    // Without this no request could be asynchronous.
    super(true);
    this.readOnly = readOnly;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (readOnly.equals(request.getConnector())) {
      request.setAttribute(ReadOnlyPort.ATTRIBUTE, true);
    }
    getNext().invoke(request, response);
  }
}
