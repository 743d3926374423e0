package io.paymentdone.web.ratelimit;

import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.Probes;
import io.paymentdone.web.security.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts the requests of authenticated callers, among the security filters: whether a caller may do
 * what it asks for is found out later, so what it may not do counts too. A stream counts once, when
 * it is opened.
 */
final class RateLimitFilter extends OncePerRequestFilter {

  private static final String ACTUATOR = "/actuator/";

  private final RateLimits limits;
  private final ProblemWriter problems;

  RateLimitFilter(RateLimits limits, ProblemWriter problems) {
    this.limits = limits;
    this.problems = problems;
  }

  /** Whoever watches the service must see it above all when there is too much to do. */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return Probes.PATHS.contains(path) || path.startsWith(ACTUATOR);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    ProblemException refusal =
        known != null && known.getPrincipal() instanceof Caller caller
            ? limits.count(caller, request, response)
            : null;
    if (refusal == null) {
      chain.doFilter(request, response);
    } else {
      problems.write(refusal, request, response);
    }
  }
}
