package io.paymentdone.web.request;

import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** A filter that decides by a request's head whether the request may pass. */
public abstract class RefusingFilter extends OncePerRequestFilter {

  private final ProblemWriter problems;

  protected RefusingFilter(ProblemWriter problems) {
    this.problems = problems;
  }

  /** The answer to a request that may not pass; null when it may. */
  public abstract @Nullable ProblemException refusal(HttpServletRequest request);

  @Override
  protected final void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ProblemException refusal = refusal(request);
    if (refusal == null) {
      pass(request, response, chain);
    } else {
      refused();
      problems.write(refusal, request, response);
    }
  }

  /** Is called once for each request that is refused. */
  protected void refused() {}

  /** Hands on a request that may pass. */
  void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, response);
  }
}
