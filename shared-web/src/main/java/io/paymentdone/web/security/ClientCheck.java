package io.paymentdone.web.security;

import io.paymentdone.web.request.CrossOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.www.BasicAuthenticationConverter;

/** Finds a configured client as the security filters do, with the same parts. */
final class ClientCheck implements CallerCheck {

  private final AuthenticationProvider provider;
  private final BasicAuthenticationConverter credentials = new BasicAuthenticationConverter();

  ClientCheck(AuthenticationProvider provider) {
    this.provider = provider;
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    if (CrossOrigin.isForbidden(request)) {
      return Optional.empty();
    }
    try {
      Authentication given = credentials.convert(request);
      return given == null
          ? Optional.empty()
          : Optional.ofNullable(provider.authenticate(given)).map(Caller::of);
    } catch (AuthenticationException refused) {
      return Optional.empty();
    }
  }
}
