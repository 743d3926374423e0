package io.paymentdone.web.security;

import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request: a client, which is a service of the organisation, or a user.
 *
 * @param name owner of idempotency keys and webhook endpoints; no two callers share one
 * @param scopes what a client may do; empty for a user
 * @param userId the user, who may touch what is that user's and nothing else; null for a client
 */
public record Caller(String name, Set<Scope> scopes, @Nullable String userId) {

  /** Whoever calls where nobody logs in: may do everything. */
  public static final Caller ANONYMOUS =
      new Caller(CallerCheck.ANONYMOUS, EnumSet.allOf(Scope.class), null);

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** The caller of an authenticated request, or the one of callers where nobody logs in. */
  public static Caller of(@Nullable Principal principal) {
    return principal instanceof CallerAuthentication known ? known.caller() : ANONYMOUS;
  }

  /** Whether it is a client with that scope. */
  public boolean has(Scope scope) {
    return scopes.contains(scope);
  }
}
