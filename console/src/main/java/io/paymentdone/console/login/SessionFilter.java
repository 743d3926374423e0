package io.paymentdone.console.login;

import io.paymentdone.web.security.CallerAuthentication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds the session of a request, whose caller becomes that of the request. */
final class SessionFilter extends OncePerRequestFilter {

  private final BrowserSessions sessions;

  SessionFilter(BrowserSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    sessions
        .find(request)
        .ifPresent(session -> {
          session.attachTo(request);
          SecurityContext context = SecurityContextHolder.createEmptyContext();
          context.setAuthentication(new CallerAuthentication(session.caller()));
          SecurityContextHolder.setContext(context);
        });
    chain.doFilter(request, response);
  }
}
