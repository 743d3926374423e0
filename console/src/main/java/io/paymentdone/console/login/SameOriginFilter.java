package io.paymentdone.console.login;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import io.paymentdone.web.request.CrossOrigin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what pages of other origins ask for, the login too: otherwise they could log a browser in
 * under a name of theirs.
 */
final class SameOriginFilter extends OncePerRequestFilter {

  private final ProblemWriter problems;

  SameOriginFilter(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (CrossOrigin.isForbidden(request)) {
      problems.write(
          ProblemException.of(
              ProblemCode.FOREIGN_ORIGIN,
              "Pages of other origins may not call the console; nothing was done."),
          request,
          response);
    } else {
      chain.doFilter(request, response);
    }
  }
}
