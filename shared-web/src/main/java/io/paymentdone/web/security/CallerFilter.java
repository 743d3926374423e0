package io.paymentdone.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/** Makes the caller of a request known to Spring Security. */
final class CallerFilter extends OncePerRequestFilter {

  /** For an asynchronous request, which goes on in another thread. */
  private final SecurityContextRepository contexts =
      new RequestAttributeSecurityContextRepository();

  /** Finds a caller. */
  @FunctionalInterface
  interface CallerSource {

    /**
     * The request's caller; null for a request without credentials.
     *
     * @throws AuthenticationException for wrong ones
     */
    @Nullable Caller of(HttpServletRequest request);
  }

  private final CallerSource callers;
  private final AuthenticationEntryPoint refused;

  CallerFilter(CallerSource callers, AuthenticationEntryPoint refused) {
    this.callers = callers;
    this.refused = refused;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      Caller caller = callers.of(request);
      if (caller != null) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(new CallerAuthentication(caller));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
      }
    } catch (AuthenticationException wrong) {
      SecurityContextHolder.clearContext();
      refused.commence(request, response, wrong);
      return;
    }
    chain.doFilter(request, response);
  }
}
