package io.paymentdone.web.requestid;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/** Puts the id of a request into the log lines of the thread that handles it. */
final class RequestIdLogFilter extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try (var _ = MDC.putCloseable(RequestId.LOG_KEY, RequestId.of(request))) {
      chain.doFilter(request, response);
    }
  }

  /** The end of an asynchronous request has lines too. */
  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  /** So has the document of an error. */
  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }
}
