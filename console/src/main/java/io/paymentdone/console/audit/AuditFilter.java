package io.paymentdone.console.audit;

import io.paymentdone.console.audit.Operations.Operation;
import io.paymentdone.web.request.CrossOrigin;
import io.paymentdone.web.security.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes an entry for each write of a known caller, refused ones too. It stands around the other
 * security filters, so that it sees what they answer. Strangers get none: they could write any
 * number of lines, and have no name.
 */
final class AuditFilter extends OncePerRequestFilter {

  private static final int FAILED = 500;

  /** Of a user's token, who may write nothing here: no log names a user. */
  private static final String USER = "a user";

  private final Operations operations;

  AuditFilter(Operations operations) {
    this.operations = operations;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !CrossOrigin.isWrite(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    boolean answered = false;
    try {
      chain.doFilter(request, response);
      answered = true;
    } finally {
      write(request, answered ? response.getStatus() : FAILED);
    }
  }

  private void write(HttpServletRequest request, int status) {
    String who = caller(SecurityContextHolder.getContext().getAuthentication());
    if (who != null) {
      Operation operation = operations.of(request);
      AuditLog.write(who, operation.name(), operation.parameters(), status, request);
    }
  }

  private static @Nullable String caller(@Nullable Authentication authentication) {
    if (authentication == null || !(authentication.getPrincipal() instanceof Caller caller)) {
      return null;
    }
    return caller.userId() == null ? caller.name() : USER;
  }
}
