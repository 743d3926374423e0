package io.paymentdone.web.problem;

import static jakarta.servlet.http.HttpServletResponse.SC_SERVICE_UNAVAILABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.requestid.RequestId;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * Problem documents for what Tomcat refuses before any servlet sees it, such as a malformed URI or
 * oversized headers; by itself it answers in HTML.
 *
 * <p>Tomcat makes it from its class name.
 */
public final class ProblemReportValve extends ErrorReportValve {

  private static final Logger log = LoggerFactory.getLogger(ProblemReportValve.class);

  /** How long the rest of a refused body is read, so that its sender sees the answer. */
  private static final Duration DRAIN_TIME_MAX = Duration.ofSeconds(5);

  /** Statuses after which the rest of the body is not read: too slow, or one request too many. */
  private static final Set<Integer> UNWANTED =
      Set.of(HttpServletResponse.SC_REQUEST_TIMEOUT, SC_SERVICE_UNAVAILABLE);

  /**
   * Ends the reading of a body that was not read to its end. Tomcat would go on as long as a byte
   * comes now and then.
   */
  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    super.invoke(request, response);
    if (request.isAsync() || isBodyRead(request)) {
      return;
    }
    // Before anything ends the connection: what is not sent by then is never sent.
    response.finishResponse();
    // A client that waits for 100 Continue sends no body before it.
    if (!UNWANTED.contains(response.getStatus()) && !request.getCoyoteRequest().hasExpectation()) {
      drain(request);
    }
    if (!isBodyRead(request)) {
      request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
  }

  private static boolean isBodyRead(Request request) {
    AtomicBoolean read = new AtomicBoolean();
    request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
    return read.get();
  }

  private static void drain(Request request) {
    long deadlineNanos = System.nanoTime() + DRAIN_TIME_MAX.toNanos();
    long left = drainedMax(request);
    DrainedBytes bytes = new DrainedBytes();
    try {
      while (left > 0 && !isBodyRead(request) && System.nanoTime() - deadlineNanos < 0) {
        int read = request.getCoyoteRequest().doRead(bytes);
        if (read < 0) {
          return;
        }
        left -= read;
      }
    } catch (IOException e) {
      log.debug("client is gone before the rest of its body was read", e);
    }
  }

  private static int drainedMax(Request request) {
    return request.getConnector().getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol
        ? protocol.getMaxSwallowSize()
        : 0;
  }

  /** Discards the bytes of a refused body. */
  private static final class DrainedBytes implements ApplicationBufferHandler {

    private ByteBuffer buffer = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {
      // Tomcat hands over its own buffer: there is nothing to make larger.
    }
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    AtomicBoolean writable = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
    if (!writable.get()) {
      return;
    }
    boolean unread = isUnread(request, response);
    int status = unread ? SC_SERVICE_UNAVAILABLE : status(response.getStatus());
    try {
      response.setStatus(status);
      if (unread) {
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
      }
      // Tomcat empties the answer after an exception.
      response.setHeader(RequestId.HEADER, RequestId.of(request));
      response.setContentType(Problem.MEDIA_TYPE);
      response.setCharacterEncoding(UTF_8);
      Writer reporter = response.getReporter();
      if (reporter != null) {
        reporter.write(document(status, unread, RequestId.of(request)));
        response.finishResponse();
      }
    } catch (IOException | IllegalStateException e) {
      log.debug("client is gone before its error could be reported", e);
    }
  }

  /**
   * A request that comes just when the connector stops is not read any further than its first line,
   * and then refused by Tomcat for want of a Host header: no fault of its client.
   */
  private static boolean isUnread(Request request, Response response) {
    return response.getStatus() == HttpServletResponse.SC_BAD_REQUEST
        && request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol
        && protocol.isPaused();
  }

  /** An unknown transfer coding or HTTP version is bad input, and bad input is never a 5xx. */
  private static int status(int status) {
    return status == HttpServletResponse.SC_NOT_IMPLEMENTED
            || status == HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED
        ? HttpServletResponse.SC_BAD_REQUEST
        : status;
  }

  /**
   * Written by hand, for Tomcat hands in no JSON mapper: of the request it has the id only, in
   * which nothing is to be escaped.
   */
  private static String document(int status, boolean unread, String requestId) {
    ProblemCode code = ProblemCode.of(status);
    String detail = "The request could not be served.";
    if (unread) {
      detail = "This instance is stopping and has not read the request; nothing was stored.";
    } else if (status < 500) {
      detail = "The request is not acceptable HTTP for this server; nothing was stored.";
    }
    return String.format(
        Locale.ROOT,
        """
        {"type":"about:blank","title":"%s","status":%d,"detail":"%s","code":"%s","errors":[],"retryable":%b,"requestId":"%s"}\
        """,
        Problem.title(status),
        status,
        detail,
        code.text(),
        code.isRetryable(),
        requestId);
  }
}
