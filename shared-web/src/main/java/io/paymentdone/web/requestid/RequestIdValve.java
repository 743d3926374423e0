package io.paymentdone.web.requestid;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.MDC;

/**
 * Gives every answer its {@code Request-Id}, and the log lines of the thread that handles the
 * request the same, first of all that Tomcat does with a request: also the answers that no filter
 * sees, because Tomcat refuses the request or an ordinary payment is answered before them, and the
 * line in which Tomcat reports what a filter or servlet has thrown.
 */
final class RequestIdValve extends ValveBase {

  RequestIdValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    String id = RequestId.of(request);
    response.setHeader(RequestId.HEADER, id);
    try (var _ = MDC.putCloseable(RequestId.LOG_KEY, id)) {
      getNext().invoke(request, response);
    }
  }
}
