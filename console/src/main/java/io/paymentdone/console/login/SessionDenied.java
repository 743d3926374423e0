package io.paymentdone.console.login;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import io.paymentdone.web.problem.ProblemWriter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Says of a refused write whether it lacked the token; the rest is as without a session. */
final class SessionDenied implements AccessDeniedHandler {

  private final ProblemWriter problems;
  private final AccessDeniedHandler others;

  SessionDenied(ProblemWriter problems, AccessDeniedHandler others) {
    this.problems = problems;
    this.others = others;
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
      throws IOException, ServletException {
    if (refused instanceof CsrfException) {
      problems.write(
          ProblemException.of(
              ProblemCode.CSRF_TOKEN_INVALID,
              "A write of a session needs the header X-CSRF-TOKEN with the csrfToken of"
                  + " GET /api/session; nothing was done."),
          request,
          response);
    } else {
      others.handle(request, response, refused);
    }
  }
}
