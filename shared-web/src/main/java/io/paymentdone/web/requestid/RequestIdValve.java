package io.paymentdone.web.requestid;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Gives every answer its {@code Request-Id}, first of all that Tomcat does with a request: also the
 * answers that no filter sees, because Tomcat refuses the request or an ordinary payment is
 * answered before them.
 */
final class RequestIdValve extends ValveBase {

  RequestIdValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    response.setHeader(RequestId.HEADER, RequestId.of(request));
    getNext().invoke(request, response);
  }
}
