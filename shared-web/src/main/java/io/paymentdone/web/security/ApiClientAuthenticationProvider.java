package io.paymentdone.web.security;

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
    if (!(authentication.getCredentials() instanceof String secret)) {
      throw new BadCredentialsException("no secret");
    }
    return new CallerAuthentication(clients.authenticate(authentication.getName(), secret));
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
  }
}
