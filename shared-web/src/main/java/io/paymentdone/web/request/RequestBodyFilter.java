package io.paymentdone.web.request;

import io.paymentdone.web.ProblemException;
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
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Bounds request bodies in size and time, and refuses encoded ones. */
public final class RequestBodyFilter extends OncePerRequestFilter implements RequestCheck {

  private final ProblemWriter problems;
  private final RequestProperties properties;

  RequestBodyFilter(ProblemWriter problems, RequestProperties properties) {
    this.problems = problems;
    this.properties = properties;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ProblemException refusal = refusal(request);
    if (refusal == null) {
      chain.doFilter(new BoundedRequest(request, properties), response);
    } else {
      problems.write(refusal, response);
    }
  }

  /** Reads the body of a request that is not refused and tells its length, within the bounds. */
  public ReceivedBody receive(HttpServletRequest request) {
    return ReceivedBody.read(request, properties);
  }

  @Override
  public @Nullable ProblemException refusal(HttpServletRequest request) {
    if (request.getContentLengthLong() > properties.bodySizeMax().toBytes()) {
      return BoundedBody.tooLarge(properties.bodySizeMax().toBytes());
    }
    String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return ProblemException.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported-content-encoding",
          "Bodies are taken without Content-Encoding only; nothing was stored.");
    }
    return null;
  }

  /** A request whose body is bounded. */
  private static final class BoundedRequest extends HttpServletRequestWrapper {

    private final RequestProperties properties;
    private @Nullable ServletInputStream body;

    BoundedRequest(HttpServletRequest request, RequestProperties properties) {
      super(request);
      this.properties = properties;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      ServletInputStream stream = body;
      if (stream == null) {
        stream = new BoundedBody(super.getInputStream(), properties);
        body = stream;
      }
      return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
      return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }
  }
}
