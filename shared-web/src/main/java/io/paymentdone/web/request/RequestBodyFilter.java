package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Bounds request bodies in size, memory and time, and refuses encoded ones. */
public final class RequestBodyFilter extends RefusingFilter {

  private final RequestProperties properties;
  private final BodyMemory memory;

  RequestBodyFilter(ProblemWriter problems, RequestProperties properties, BodyMemory memory) {
    super(problems);
    this.properties = properties;
    this.memory = memory;
  }

  @Override
  void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try (BoundedRequest bounded = new BoundedRequest(request)) {
      chain.doFilter(bounded, response);
    }
  }

  /** Reads the body of a request that is not refused, within the bounds. */
  public ReceivedBody receive(HttpServletRequest request) {
    return ReceivedBody.read(request, properties, memory);
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    if (request.getContentLengthLong() > properties.bodySizeMax().toBytes()) {
      return BodyBuffer.tooLarge(properties.bodySizeMax().toBytes());
    }
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return ProblemException.of(
          ProblemCode.UNSUPPORTED_CONTENT_ENCODING,
          "Bodies are taken without Content-Encoding only; nothing was stored.");
    }
    return null;
  }

  /** A request whose body is received when it is asked for. */
  private final class BoundedRequest extends HttpServletRequestWrapper implements AutoCloseable {

    private final HttpServletRequest request;
    private @Nullable ReceivedBody received;
    private @Nullable ServletInputStream body;

    BoundedRequest(HttpServletRequest request) {
      super(request);
      this.request = request;
    }

    @Override
    public ServletInputStream getInputStream() {
      ServletInputStream stream = body;
      if (stream == null) {
        ReceivedBody all = receive(request);
        stream = all.stream();
        received = all;
        body = stream;
      }
      return stream;
    }

    @Override
    public BufferedReader getReader() {
      return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      if (received != null) {
        received.close();
      }
    }
  }
}
