package io.paymentdone.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.www.BasicAuthenticationConverter;

/**
 * Finds a request's caller, for the security filters and for whoever stands before them: a client
 * by HTTP Basic, a client or a user by a bearer token. A request is looked at once, so that a wrong
 * password costs one check, and one attempt of its address, whichever way it goes. Tokens take no
 * attempt: they cannot be guessed.
 */
final class Callers implements CallerCheck {

  private static final String FOUND = Callers.class.getName() + ".FOUND";

  private static final String BEARER = "Bearer ";

  private final ApiClients clients;
  private final @Nullable BearerTokens tokens;
  private final AccessRules rules;
  private final FailedLogins failedLogins;
  private final BasicAuthenticationConverter basic =
      new BasicAuthenticationConverter(request -> "");

  /**
   * Takes what it asks.
   *
   * @param tokens null where no tokens are taken
   */
  Callers(
      ApiClients clients,
      @Nullable BearerTokens tokens,
      AccessRules rules,
      FailedLogins failedLogins) {
    this.clients = clients;
    this.tokens = tokens;
    this.rules = rules;
    this.failedLogins = failedLogins;
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    try {
      return Optional.ofNullable(authenticate(request))
          .filter(caller -> rules.refusal(caller, request) == null);
    } catch (AuthenticationException refused) {
      return Optional.empty();
    }
  }

  /**
   * Whom the request's credentials belong to; null for a request without credentials.
   *
   * @throws AuthenticationException for wrong ones, and for those that cannot be checked now
   */
  @Nullable Caller authenticate(HttpServletRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      return null;
    }
    Object found = request.getAttribute(FOUND);
    if (found == null) {
      found = find(request, authorization);
      request.setAttribute(FOUND, found);
    }
    return switch (found) {
      case AuthenticationException refused -> throw refused;
      case Caller caller -> caller;
      default -> null;
    };
  }

  /** A caller, a refusal, or something else for a scheme that is no login here. */
  private Object find(HttpServletRequest request, String authorization) {
    try {
      if (tokens != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        return tokens.caller(authorization.substring(BEARER.length()).strip());
      }
      UsernamePasswordAuthenticationToken given = basic.convert(request);
      return given != null && given.getCredentials() instanceof String secret
          ? failedLogins.attempt(
              request.getRemoteAddr(), () -> clients.authenticate(given.getName(), secret))
          : FOUND;
    } catch (AuthenticationException refused) {
      return refused;
    }
  }
}
