package io.paymentdone.web.security;

import java.util.EnumSet;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Authenticates a configured client; its name becomes the request's principal. */
final class ApiClientAuthenticationProvider implements AuthenticationProvider {

  private final ApiClients clients;

  ApiClientAuthenticationProvider(ApiClients clients) {
    this.clients = clients;
  }

  @Override
  public Authentication authenticate(Authentication authentication) {
    String user = authentication.getName();
    if (!(authentication.getCredentials() instanceof String password)
        || !clients.matches(user, password)) {
      throw new BadCredentialsException("unknown client or wrong password");
    }
    return new CallerAuthentication(new Caller(user, EnumSet.allOf(Scope.class), null));
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
  }
}
